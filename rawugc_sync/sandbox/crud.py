"""List, create, read, update and delete, the same for every collection."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.sandbox import forms
from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.problems import Problem, refuse_invalid
from rawugc_sync.sandbox.spec import Collection, Context
from rawugc_sync.sandbox.views import changed, shown


def list_objects(collection: Collection, context: Context) -> Response:
    """`{<array>: […], count}`: everything that the filters let through, without paging."""
    hooks = collection.hooks
    stored = context.store.objects(collection.name)
    seen = {object_id: hooks.seen(object_id, fields, context) for object_id, fields in stored.items()}
    listed = [
        shown(collection, object_id, fields, context)
        for object_id, fields in seen.items()
        if hooks.listed(fields, context)
    ]
    return answer(200, {collection.array: listed, "count": len(listed)})


def create(collection: Collection, context: Context) -> Response:
    """201 with the id, or with the whole object where the page says so."""
    fields = forms.creation(collection, context.request.body)
    refuse_invalid(collection.hooks.errors(fields, context))
    kept = forms.kept(fields, collection.fields, context.options)
    object_id = context.store.insert(collection.name, kept, at=context.now, prefix=collection.id_prefix)
    if collection.create_answer == "id":
        return answer(201, {"id": object_id})
    return answer(201, _shape(collection, replace(context, object_id=object_id)))


def read(collection: Collection, context: Context) -> Response:
    """The object, or 404."""
    return answer(200, _shape(collection, context))


def update(collection: Collection, context: Context) -> Response:
    """PATCH: only the named fields change."""
    find_changeable(collection, context)
    return write(collection, context, forms.change(collection, context.request.body))


def delete(collection: Collection, context: Context) -> Response:
    """Remove the object, for good."""
    find_changeable(collection, context)
    shape = _shape(collection, context)
    context.store.remove(collection.name, context.object_id)
    return changed(collection.delete_answer or context.options.delete_answer, shape)


def _find(collection: Collection, context: Context) -> JsonObject:
    """The object of the request as it is now, or a 404 `Problem`."""
    stored = context.store.find(collection.name, context.object_id)
    if stored is None:
        raise Problem(404, f"There is no {context.object_id} in {collection.name}.")
    return collection.hooks.seen(context.object_id, stored, context)


def find_changeable(collection: Collection, context: Context) -> JsonObject:
    """The same, or the `Problem` that says why it may not be changed."""
    seen = _find(collection, context)
    refusal = collection.hooks.refusal(seen, context)
    if refusal:
        raise refusal
    return seen


def write(collection: Collection, context: Context, fields: JsonObject) -> Response:
    """Check the fields against the world, keep them, and answer as a change does."""
    refuse_invalid(collection.hooks.errors(fields, context))
    kept = {**forms.kept(fields, collection.fields, context.options), "updatedAt": context.now}
    context.store.edit(collection.name, context.object_id, kept)
    return changed(context.options.patch_answer, _shape(collection, context))


def _shape(collection: Collection, context: Context) -> JsonObject:
    return shown(collection, context.object_id, _find(collection, context), context)
