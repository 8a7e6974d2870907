"""`POST …/generate`: the request checked by its model, paid, and begun."""

from __future__ import annotations

from zlib import crc32

from rawugc_sync.sandbox import credits, forms
from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.media import progress
from rawugc_sync.sandbox.media.kinds import Media
from rawugc_sync.sandbox.problems import Errors, refuse_invalid
from rawugc_sync.sandbox.spec import Context
from rawugc_sync.sandbox.storage import url_of

_SHORTEST_S = 60


def generate(media: Media, context: Context) -> Response:
    """201 with the id, what was paid and what is left; nothing is made where the credits do not suffice."""
    fields = _asked(media, context)
    price = credits.price_of_generation(fields, context)
    left = credits.charge(fields["model"], price, context)
    begun = progress.begun(fields, context.now, context.options.generation_seconds)
    kept = {**fields, **begun, "creditsUsed": price}
    object_id = context.store.insert(media.name, kept, at=context.now)
    context.store.edit(media.name, object_id, _outputs(media, object_id, kept, context))
    told = {
        media.id_field: object_id,
        "model": fields["model"],
        "status": "pending",
        "creditsUsed": price,
        "newBalance": left,
        "estimatedCompletionTime": media.estimate,
        "createdAt": context.now,
    }
    return answer(201, told)


def _asked(media: Media, context: Context) -> JsonObject:
    fields = forms.by_model(context.request.body, media.models, media.default_model)
    refuse_invalid(_character_errors(fields, context))
    model = fields["model"]
    defaults = media.defaults.get(model, {})
    return forms.kept({**defaults, **fields}, media.models[model], context.options)


def _character_errors(fields: JsonObject, context: Context) -> Errors:
    wanted = fields.get("selectedCharacter")
    if wanted is None:
        return {}
    known = {one["username"]: one["isActive"] for one in context.store.objects("characters").values()}
    if wanted not in known:
        return {"selectedCharacter": ["is not the username of a character"]}
    return {} if known[wanted] else {"selectedCharacter": ["is not active"]}


def _outputs(media: Media, object_id: str, made: JsonObject, context: Context) -> JsonObject:
    """What the media will have once it is completed."""
    urls = {
        name: url_of(context, path.format_map({**made, "id": object_id}))
        for name, path in media.files.items()
    }
    prompt = made.get("prompt", "").encode("utf-8", "surrogatepass")
    return {**urls, "duration": _SHORTEST_S + crc32(prompt) % _SHORTEST_S}
