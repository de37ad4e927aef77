"""Each page as it is read: wide and narrow, by day and by night."""

from pathlib import Path

SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}


def keep(page, folder: Path | None, name: str) -> None:
    """Four pictures of the page as it stands, which must not have to be scrolled sideways; None: none."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} px too wide at {viewport['width']} px"
    page.set_viewport_size(SIZES["wide"])
    page.emulate_media(color_scheme="light")
