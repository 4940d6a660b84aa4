"""What the data has besides our own terms: graphs, IRIs, and terms of other vocabularies."""

from __future__ import annotations

GRAPHS: dict[str, str] = {
    "article/KEY": "what one article says: its claims with their evidence, and what they speak of",
    "graph/identity": "who is who: judgements, what is merged, posts and sites over time",
    "graph/decisions": "a reviewer's decisions about who is who",
    "graph/ledger": "the ratings that follow from all claims and the register",
    "graph/register": "ratings as the regulator published them",
    "graph/reference": "organisations, sites and services known beforehand, with codes and names",
    "graph/ontology": "this ontology, its alignments and all concepts",
    "graph/inferred": "what follows from all of these by OWL 2 RL",
}
"""Named graph → what it holds; KEY stands for 16 hex digits, the start of the text's SHA-256."""

IRIS: dict[str, str] = {
    "article/0123456789abcdef": "an article, and the graph of what it says",
    "article/0123456789abcdef#char=120,188": "evidence: code points 120 to 188 of its text",
    "article/0123456789abcdef/claim/rating-0a1b2c3d4e": "a claim: kind, hash of content",
    "organisation/RNA": "an organisation, by ODS code; a regulator by id (cqc); else a slug",
    "site/RNA01": "a hospital or other site, by ODS code; else operator and slug",
    "person/ted-baker/cqc": "a person: the name in an organisation, else in one article",
    "post/cqc/chief-inspector-of-hospitals": "a post in an organisation",
    "tenure/cqc/chief-inspector-of-hospitals/ted-baker/cqc": "a person's time in a post",
    "operation/RNA01/by/RNA": "an organisation's time of running a site",
    "change/RE9/2019-03-31": "a merger, by who ended when; a renaming by the former name",
    "judgement/0123456789abcdef": "whether two IRIs stand for the same",
    "decision/0123456789abcdef": "a reviewer's decision about two IRIs",
    "inspection/RNA/2019-01-15": "an inspection, by its first day, else its report's",
    "rating-of/RNA/surgery/safe/2019-07-12": "a rating of the ledger; - for the whole",
    "register-entry/RNA/surgery/safe/0a1b2c3d4e": "an entry of the register",
    "rating/good": "a concept: also question/safe, service/surgery, movement/up …",
    "scheme/rating": "a scheme of concepts",
    "run/0.1.0-0a1b2c3d": "an extraction run: version and rule set",
}
"""An IRI under the base, as an example → what it names."""

OUTSIDE: dict[str, tuple[str, str]] = {
    "rdfs:label": ("anything", "what to call it; of an article its title"),
    "dcterms:title": ("cg:Article", "the headline"),
    "dcterms:issued": ("cg:Article", "the day of publication, as precisely as it is known"),
    "dcterms:publisher": ("cg:Article", "who published it, a text"),
    "dcterms:creator": ("cg:Article", "who wrote it, a text"),
    "dcterms:source": ("cg:Article, cg:RegisterEntry", "the web page"),
    "dcterms:subject": ("cg:FindingClaim", "a topic: topic:staffing …"),
    "dcterms:references": ("cg:Article", "what it mentions, inferred"),
    "schema:articleBody": ("cg:Article", "the whole text"),
    "oa:start": ("cg:Evidence", "where the words start, in code points"),
    "oa:end": ("cg:Evidence", "where they end, exclusive"),
    "oa:exact": ("cg:Evidence", "the words"),
    "oa:prefix": ("cg:Evidence", "up to 32 characters before"),
    "oa:suffix": ("cg:Evidence", "up to 32 characters after"),
    "prov:wasAttributedTo": ("a claim", "the person or organisation that says it"),
    "prov:wasGeneratedBy": ("a claim", "the extraction run"),
    "prov:wasDerivedFrom": ("cg:Article", "the web page; of a claim its article, inferred"),
    "foaf:name": ("foaf:Person", "the name"),
    "foaf:title": ("foaf:Person", "Professor, Dr, Sir …"),
    "org:holds": ("foaf:Person", "a post"),
    "org:postIn": ("org:Post", "its organisation"),
    "org:member": ("cg:Tenure", "the person who held the post"),
    "org:organization": ("cg:Tenure", "the organisation of the post"),
    "org:originalOrganization": ("cg:Merger, cg:Renaming", "an organisation before the change"),
    "org:resultingOrganization": ("cg:Merger, cg:Renaming", "an organisation after the change"),
    "dcterms:date": ("cg:Merger", "the last day of those that ended"),
    "skos:closeMatch": ("a person, organisation or site", "another that may be the same"),
    "skos:prefLabel": ("a concept", "its name"),
    "skos:altLabel": ("a concept, organisation or site", "other names, former names"),
    "skos:definition": ("a concept", "what it means"),
    "skos:inScheme": ("a concept", "its scheme"),
}
"""Term of another vocabulary → what carries it, and what it says there."""
