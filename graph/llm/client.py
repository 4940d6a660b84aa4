"""The endpoint: one question, one answer of bounded size and time, as chat completions go.

Messages never repeat what the server said: it may echo a key.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import InputError, ModelError, ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

KEY_VARIABLE = "CAREGRAPH_LLM_KEY"
"""The environment variable that holds the key, for an endpoint that wants one."""

SEED = 20190712
"""Sent with temperature 0, so that a server that can gives the same answer each time."""

_RETRIES = 3
_LONGEST_ANSWER = 2_000_000
_LONGEST_NAME = 200
# Answers after which asking again for the next article is no use: no access, no such place.
_NO_ACCESS = frozenset({401, 403, 404})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, and which; ``timeout`` in seconds holds for a whole answer."""

    url: str
    model: str
    timeout: float = 120.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username or parts.password or parts.query or parts.fragment:
            raise InputError(
                f"the model's url may hold no user, password or query; set {KEY_VARIABLE} instead"
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"no model at {self.url!r}: give a url like 'http://127.0.0.1:8080/v1'"
            )
        if not self.model.isprintable() or not 0 < len(self.model) <= _LONGEST_NAME:
            raise InputError(f"no model can be named {self.model[:_LONGEST_NAME]!r}")


class ChatClient:
    """Asks an OpenAI-compatible endpoint; the key comes from the environment alone."""

    def __init__(self, endpoint: Endpoint) -> None:
        try:
            import openai
            import rapidfuzz  # noqa: F401 - wanted later: better missed before the first question
        except ImportError as error:
            message = "the extractor 'llm' needs more packages: pip install 'caregraph[llm]'"
            raise InputError(message) from error
        self._endpoint = endpoint
        self._openai = openai
        self._client = _client(endpoint)

    def ask(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """The content of the model's answer, whatever it is."""
        openai = self._openai
        try:
            body = self._body(system, user, schema)
        except openai.APITimeoutError as error:
            raise ModelError(f"{self._who} gave no answer in time") from error
        except openai.APIConnectionError as error:
            raise ModelUnavailable(f"{self._who} can't be reached") from error
        except openai.APIStatusError as error:
            raise self._refused(error.status_code) from error
        except (openai.OpenAIError, *_transport_errors()) as error:
            raise ModelError(f"{self._who} broke off its answer") from error
        return self._content(body)

    @property
    def _who(self) -> str:
        return f"the language model {self._endpoint.model!r} at {self._endpoint.url!r}"

    def _body(self, system: str, user: str, schema: dict[str, Any]) -> bytes:
        request: dict[str, Any] = {
            "model": self._endpoint.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "temperature": 0,
            "seed": SEED,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "facts", "strict": True, "schema": schema},
            },
        }
        completions = self._client.chat.completions.with_streaming_response
        with completions.create(**request) as response:
            return self._bounded(response.iter_bytes())

    def _bounded(self, chunks: Iterator[bytes]) -> bytes:
        """All of an answer, unless it is endless or drips."""
        latest = time.monotonic() + self._endpoint.timeout
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > _LONGEST_ANSWER:
                raise ModelError(f"{self._who} gave more than {_LONGEST_ANSWER:,} bytes")
            if time.monotonic() > latest:
                raise ModelError(f"{self._who} gave no answer in time")
        return bytes(body)

    def _refused(self, status: int) -> ModelError:
        kind = ModelUnavailable if status in _NO_ACCESS else ModelError
        hint = {
            400: "; does it know JSON-schema output?",
            401: f"; is {KEY_VARIABLE} right?",
            404: "; are the url (often it ends in /v1) and the model's name right?",
        }
        return kind(f"{self._who} answered with status {status}{hint.get(status, '')}")

    def _content(self, body: bytes) -> str:
        try:
            content = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise ModelError(f"{self._who} gave an answer that is no chat completion") from error
        return content if isinstance(content, str) else ""


def _client(endpoint: Endpoint) -> OpenAI:
    """The client without what it would take from the environment, and that follows nobody."""
    import openai

    return openai.OpenAI(
        base_url=endpoint.url,
        api_key=os.environ.get(KEY_VARIABLE) or "none",
        organization="",
        project="",
        timeout=endpoint.timeout,
        max_retries=_RETRIES,
        http_client=openai.DefaultHttpxClient(follow_redirects=False),
    )


def _transport_errors() -> tuple[type[Exception], ...]:
    """What breaking off in mid-answer raises: ``openai`` 3 has gone from httpx to httpx2."""
    modules = (sys.modules.get(name) for name in ("httpx2", "httpx"))
    return tuple(module.HTTPError for module in modules if module is not None)
