"""The headers that every answer carries: what browsers may do with it, and who may read it."""

from __future__ import annotations

CUT = "Caregraph-Cut"
"""Says what was left out of an answer that a limit cut."""

NOTE = "Caregraph-Note"
"""Says what nothing stored is called, of the names that a question was given."""

REQUEST_ID = "X-Request-Id"

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (CUT, NOTE, "ETag", "Link", "Location", "Retry-After", REQUEST_ID)
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
