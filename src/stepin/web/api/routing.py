"""The one router: a path that is read and written has to be on the same."""

from ninja import Router

router = Router()
