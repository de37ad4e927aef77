"""The kinds of item that the organisation's file may name.

The same words as ``stepin.log.schema.ITEM_KINDS``, which this package may not import; a test compares them.
"""

KINDS = (
    "alert",
    "incident",
    "slo",
    "dependency",
    "request",
    "issue",
    "change",
    "decision",
    "plan",
    "document",
)
EVERY = "*"
