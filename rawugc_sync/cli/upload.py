"""`upload`: files onto RawUGC's storage, at once and beside manifests and state."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rawugc_sync.api.client import Writer
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.words.uploads import Upload

PARTLY = 4

_REST = "What is done is printed; run it again with the rest."
_HALF = "The file under way may have arrived, without a URL that anybody knows. " + _REST


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@pass_app
@reports_errors
def command(app: App, files: tuple[Path, ...], as_json: bool) -> int:
    """Upload photos and videos, and print their URLs.

    Takes PNG, JPEG and WebP, MP4, QuickTime and WebM, at most 100 000 000 bytes each. All files are
    checked before the first is sent; what is the same twice is sent once.

    Exit codes: 0 done, 1 error, 4 some of them uploaded, 130 interrupted.
    """
    from rawugc_sync.api.form import Outbox
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._progress import progress, waiting
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.words.errors import ApiError, Interrupted

    read = read_files(app, files)
    stopper, shown = Stopper(app.around.clock), progress(app.console, as_json=False)
    wait, outbox = waiting(app.console), Outbox(lambda path: (app.root / path).open("rb"), shown.uploading)
    urls: dict[str, str] = {}
    failed: ApiError | None = None
    with closing(app.workspace.writer(wait, clock=stopper, max_wait=900.0, outbox=outbox)) as writer:
        try:
            with listening(stopper):
                _upload(writer, read, urls, stopper)
        except ApiError as stopped:
            failed = stopped
        except KeyboardInterrupt:
            failed = Interrupted.of("interrupted", "stopped at once", _HALF)
    _tell(app, files, read, urls, as_json=as_json)
    if failed is None:
        return 0
    app.console.report(failed.diagnostics)
    return PARTLY if urls and failed.exit_code == 1 else failed.exit_code


def read_files(app: App, files: Sequence[Path]) -> list[Upload]:
    """What is to be uploaded; InvalidInput lists what is wrong with the files."""
    from rawugc_sync.files import fence, media
    from rawugc_sync.files.signatures import Unfit
    from rawugc_sync.words.diagnostics import error
    from rawugc_sync.words.errors import InvalidInput

    found: list[Upload] = []
    wrong: list[Diagnostic] = []
    for file in files:
        try:
            with fence.plain(app.root / file) as source:
                one = media.read_from(source, str(file))
        except Unfit as unfit:
            wrong.append(error("bad-file", f"the file {file} {unfit}", unfit.way_out))
        except (fence.OutOfBounds, OSError) as failed:
            why = failed if isinstance(failed, fence.OutOfBounds) else f"cannot be read: {failed}"
            wrong.append(error("bad-file", f"the file {file} {why}"))
        else:
            found.append(one.file)
            if one.located:
                app.console.report([_located(file)])
    if wrong:
        raise InvalidInput(wrong)
    return found


def _located(file: Path) -> Diagnostic:
    from rawugc_sync.files.position import POSITION, WITHOUT
    from rawugc_sync.words.diagnostics import warning

    return warning(POSITION, f"the photo {file} tells where it was taken", WITHOUT)


def _upload(writer: Writer, files: Sequence[Upload], urls: dict[str, str], stopper: Stopper) -> None:
    """One after the other; `urls` has those that are done, by content. Interrupted before the next one."""
    from rawugc_sync.words.errors import Interrupted
    from rawugc_sync.words.planned import uploading

    for file in files:
        if file.sha256 in urls:
            continue
        try:
            urls[file.sha256] = writer.upload(uploading(file), stopper.check)
        except Interrupted:
            raise Interrupted.of(
                "interrupted", f"interrupted before {file.path} was uploaded", _REST
            ) from None


def _tell(
    app: App, files: Sequence[Path], read: Sequence[Upload], urls: dict[str, str], *, as_json: bool
) -> None:
    done = list(_done(files, read, urls))
    if as_json:
        app.console.json({"uploads": done})
        return
    from rawugc_sync.render.safe import safe

    app.console.out("\n".join(safe(one["url"]) for one in done))


def _done(files: Sequence[Path], read: Sequence[Upload], urls: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What RawUGC has, in the words of its answers, and which file it was."""
    for path, file in zip(files, read, strict=True):
        if file.sha256 in urls:
            url = urls[file.sha256]
            yield {"file": str(path), "url": url, "contentType": file.content_type, "size": file.size}
