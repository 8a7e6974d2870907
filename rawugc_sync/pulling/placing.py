"""Where new resources go: their fields, their texts as files of their own, and their manifests."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from rawugc_sync.files import fence
from rawugc_sync.manifest import discover
from rawugc_sync.manifest.environments import Folders
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.planning.inputs import World
from rawugc_sync.pulling.wish import New, Wish
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.spelling import Untold, Written
from rawugc_sync.resources.traits import Kind, Trait
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.live import Live
from rawugc_sync.workspace.workspace import Workspace
from rawugc_sync.writing.lists import as_urls
from rawugc_sync.writing.resources import STEP, FromFile, field_lines
from rawugc_sync.writing.scalars import Unwritable, is_visible

_LONG = 80
"""A text of more characters, or of several lines, goes into a file where there is a folder for it."""

_BY_HAND = "It stays unmanaged. To manage it, write it by hand, and say which one it is:"


@dataclass(slots=True)
class Placer:
    """Turns live objects into new resources; `urls` gives where a content is, by SHA-256."""

    workspace: Workspace
    world: World
    sources: Sources
    wish: Wish
    urls: Mapping[str, str]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _chosen: set[str] = field(default_factory=set)

    def placed(self, objects: Mapping[Address, Live]) -> list[New]:
        """The resources, without those that cannot be told; InvalidInput where no file of theirs may be."""
        folder = self._copy_folder()
        new = [found for address, live in objects.items() if (found := self._new(address, live, folder))]
        for path in sorted({one.path for one in new}):
            self._check(path)
        return new

    def _new(self, address: Address, live: Live, folder: str | None) -> New | None:
        type_ = self.world.types[address.collection]
        path = self._path(address)
        defaults = self.sources.defaults(posixpath.dirname(path), address.collection)
        try:
            spelt = type_.spelling.written(live, self.world.known, defaults)
            fields = {name: as_urls(value, self.urls) for name, value in spelt.items()}
            for name, value in fields.items():
                _check_text(name, value, type_.fields.traits[name])
        except Untold as untold:
            self.diagnostics.append(not_pulled(address, live, untold.advice, by_hand=untold.by_hand))
            return None
        copies = self._copies(address, fields, folder) if folder else {}
        here = posixpath.dirname(path) or "."
        files = {name: FromFile(posixpath.relpath(copy, here)) for name, copy in copies.items()}
        texts = {copy: str(fields[name]) for name, copy in copies.items()}
        return New(address, live, {**fields, **files}, path, texts)

    def _path(self, address: Address) -> str:
        selected = self.workspace.selected
        home = selected.own.folders[0] if selected and selected.own.folders else ""
        if not self.wish.apart:
            return posixpath.join(home, f"{address.collection}.yaml")
        stem = posixpath.join(home, address.collection, address.key)
        return self._free(stem, ".yaml")

    def _copies(self, address: Address, fields: Mapping[str, Written], folder: str) -> dict[str, str]:
        """Field → the path of the file that its text goes into."""
        traits = self.world.types[address.collection].fields.traits
        stem = posixpath.normpath(f"{folder}/{address.collection}-{address.key}")
        return {
            name: self._free(f"{stem}-{name}", ".md")
            for name, value in fields.items()
            if traits[name].kind is Kind.TEXT and isinstance(value, str) and _deserves_file(value)
        }

    def _free(self, stem: str, suffix: str) -> str:
        """A path that is not taken yet, numbered if need be."""
        path, number = stem + suffix, 2
        while path in self._chosen or self._exists(path):
            path, number = f"{stem}-{number}{suffix}", number + 1
        self._chosen.add(path)
        return path

    def _exists(self, path: str) -> bool:
        place = self.workspace.root / path
        return place.exists() or place.is_symlink()

    def _copy_folder(self) -> str | None:
        if self.wish.copy_dir is None:
            return None
        try:
            folder = fence.inside("", self.wish.copy_dir)
        except fence.OutOfBounds as bad:
            raise InvalidInput.of("copy-dir", f"--copy-dir {self.wish.copy_dir} {bad}") from None
        if reason := discover.left_out(self.workspace.root, f"{folder}/it.yaml", (), ()):
            raise InvalidInput.of("copy-dir", f"--copy-dir {self.wish.copy_dir}: a file in it {reason}")
        return folder

    def _check(self, path: str) -> None:
        config = self.workspace.config
        reason = discover.left_out(self.workspace.root, path, config.manifests, config.exclude)
        if not Folders.of(config, self.workspace.selected).read(path):
            reason = "lies in a folder of another environment"
        if reason is None and path not in self.sources.data and self._exists(path):
            reason = "is there already, and is no plain file"
        if reason is not None:
            detail = "Nothing was written: what stands in it would not be read. Correct rawugc.yaml."
            raise InvalidInput.of("left-out", f"the file {path} {reason}", detail)


def _check_text(name: str, value: Written, trait: Trait) -> None:
    try:
        field_lines(name, value, trait, 0, STEP)
    except Unwritable as why:
        raise Untold(Advice(name, "unwritable", f"its {name} {why}")) from None


def _deserves_file(text: str) -> bool:
    """Whether a text is long, and shows in a file as it is: a manifest escapes what cannot be seen."""
    return ("\n" in text or len(text) > _LONG) and is_visible(text)


def not_pulled(address: Address, live: Live, why: Advice, *, by_hand: bool = False) -> Diagnostic:
    """The warning for an object that stays unmanaged; `address` is the one that it would have got."""
    imports = f"{_BY_HAND}\nimports:\n  - {{to: {address}, id: {live.id}}}" if by_hand else ""
    detail = f"{why.detail} {imports}".strip()
    summary = f"{live.id} is not pulled: {why.summary}"
    return warning(why.code, summary, detail, address=str(address), field=why.field or None)
