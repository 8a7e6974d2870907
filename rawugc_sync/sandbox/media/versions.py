"""The versions of a video: the original, and one for each edit."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.sandbox.exchange import JsonObject
from rawugc_sync.sandbox.spec import Context
from rawugc_sync.sandbox.storage import url_of


@dataclass(frozen=True)
class Version:
    """`layers` are the edits that can be seen in it, each with its operation and its fields."""

    video_id: str
    number: int
    url: str
    created_at: int
    operation: str | None = None
    layers: tuple[JsonObject, ...] = ()

    def told(self) -> JsonObject:
        """The version as a video's answer has it."""
        operation = {"operation": self.operation} if self.operation else {}
        told = {"videoId": self.video_id, "version": self.number, "url": self.url}
        return {**told, **operation, "createdAt": self.created_at}


def root_of(video_id: str, context: Context) -> str | None:
    """The id of the original whose version this is, or of the video itself; None for other ids."""
    if context.store.find("videos", video_id):
        return video_id
    kept = context.store.find("versions", video_id)
    return str(kept["root"]) if kept and kept["videoId"] == video_id else None


def versions_of(root: str, context: Context) -> tuple[Version, ...]:
    """All versions of a video, the original first."""
    made = context.store.find("videos", root) or {}
    kept = [one for one in context.store.objects("versions").values() if one["root"] == root]
    edited = (
        Version(one["videoId"], number, one["url"], one["createdAt"], one["operation"], tuple(one["layers"]))
        for number, one in enumerate(kept, start=2)
    )
    return Version(root, 1, made["url"], made["createdAt"]), *edited


def drawn_on(video_id: str, versions: tuple[Version, ...]) -> Version:
    """The version that an edit of this id draws on: the last one that has it."""
    return next(one for one in reversed(versions) if one.video_id == video_id)


def add(root: str, operation: str, layers: tuple[JsonObject, ...], context: Context) -> Version:
    """One version more, with the layers that it shows."""
    store = context.store
    fields = {"root": root, "operation": operation, "layers": layers}
    prefix = "vid" if context.options.own_version_ids else None
    kept_id = store.insert("versions", fields, at=context.now, prefix=prefix)
    url = url_of(context, f"versions/{kept_id}.mp4")
    shown_id = kept_id if context.options.own_version_ids else root
    store.edit("versions", kept_id, {"videoId": shown_id, "url": url})
    return versions_of(root, context)[-1]
