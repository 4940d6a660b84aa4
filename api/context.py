"""``/context.jsonld``: the words of the ontology and the prefixes, as a JSON-LD context."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from .negotiation import JSON_LD
from .responses import data_response
from .terms import terms

blueprint = Blueprint("context", __name__)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The context of our JSON-LD: the same for every store that this version serves."""
    body = json.dumps({"@context": terms().context()}, ensure_ascii=False, indent=1) + "\n"
    return data_response(body.encode(), JSON_LD)


def context_address() -> str:
    """Where this service has the context, as documents name it."""
    return f"{request.host_url}context.jsonld"
