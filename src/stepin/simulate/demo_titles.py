"""What the work of the demo is called."""

from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, ...]] = {
    "change": (
        "Retry {thing} after a timeout", "Split {thing} into its own module", "Cache {thing} per region",
        "Drop the old path for {thing}", "Validate {thing} at the edge", "Speed up {thing} by batching",
    ),
    "request": (
        "Export {thing} for the auditors", "Raise the limit on {thing}", "Grant read access to {thing}",
        "Explain last week's change to {thing}", "Add a field to {thing}",
    ),
    "dependency": (
        "Agree the contract for {thing}", "Upgrade to the new client for {thing}",
        "Move {thing} off the shared cluster", "Hand over {thing} before the freeze",
    ),
    "issue": (
        "{thing} is wrong after midnight", "{thing} double-counts on retry", "Document {thing}",
        "Flaky test around {thing}", "{thing} is missing in the mobile view",
    ),
    "alert": ("Error rate of {thing} above 2%", "{thing} slower than 800 ms", "{thing} queue keeps growing"),
    "incident": ("{thing} unavailable in one region", "Customers cannot use {thing}"),
}  # fmt: skip
THINGS: Mapping[str, tuple[str, ...]] = {
    "payments": ("refunds", "settlement", "card tokens", "payout schedules", "chargebacks"),
    "checkout": ("the basket", "delivery slots", "vouchers", "guest checkout"),
    "catalogue": ("product variants", "image imports", "stock levels", "category trees"),
    "pricing": ("price rules", "currency rounding", "discount windows", "tax tables"),
    "search": ("ranking", "the synonym list", "index rebuilds", "query suggestions"),
    "mobile": ("push permissions", "the login screen", "offline mode", "deep links"),
    "web": ("the landing page", "consent banners", "session restore", "image loading"),
    "notifications": ("digest mails", "delivery receipts", "templates", "quiet hours"),
    "runtime": ("the job scheduler", "autoscaling", "the gateway", "container images"),
    "storage": ("the order database", "backups", "the event store", "replication"),
    "delivery": ("build caching", "release trains", "rollbacks", "preview stacks"),
    "identity": ("single sign-on", "service accounts", "session keys", "role sync"),
}
BLOCKED = "Connect vouchers to the new gateway ({number})"
OWNERLESS = "Who signs off {thing}? ({number})"
STALE = "Tidy up {thing} ({number})"
