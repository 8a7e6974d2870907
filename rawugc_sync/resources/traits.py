"""What a field is (section 4's second table), and the kinds of value a manifest can hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from rawugc_sync.words.uploads import Late

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Kind(StrEnum):
    """How a field's value is written in a manifest and shown to people; texts may come from files."""

    LINE = "line"
    TEXT = "text"
    TIME = "time"
    MEDIA = "media"
    ACCOUNTS = "accounts"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Blank:
    """A `{word}` that RawUGC fills into a prompt: with `field` of one of a `collection`, for an example."""

    word: str
    collection: str
    field: str


@dataclass(frozen=True, slots=True)
class Trait:
    """Whether a field can be changed, read back and cleared, and how it is compared and shown.

    `many` says that it is a list.
    `zone` names the sibling field that holds a time's zone; `sent_as` the API's name for a field
    that manifests spell in their own way. `default` is what the API documents for a field that is not sent.
    `takes` are the content types of the files that a field of media can come from, and of what was generated;
    for a field that holds an id, the collection whose ids those are. `permission` says that it is no part of
    the object, but a word to the plan: neither sent nor compared nor recorded. `edit`: it is made of an
    object that is there, which stays, whatever else of it can be changed. `caption`: networks show it under
    what is posted. `blanks` are what is filled into a prompt.
    """

    updatable: bool = True
    returned: bool = True
    clearable: bool = False
    unordered: bool = False
    kind: Kind = Kind.PLAIN
    many: bool = False
    zone: str | None = None
    sent_as: str | None = None
    default: str | None = None
    takes: frozenset[str] = frozenset()
    permission: bool = False
    edit: bool = False
    caption: bool = False
    blanks: tuple[Blank, ...] = ()


TEXTUAL = frozenset({Kind.LINE, Kind.TEXT})
"""Kinds of value that are text; a manifest may take them from files."""

TELLING = TEXTUAL | {Kind.MEDIA, Kind.TIME}
"""Kinds of value that tell one object from another; the others are shared by many."""


class Manifest(BaseModel):
    """A resource as a manifest writes it: the API's own field names, unknown ones refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 units: the strictest of the API's likely ways to count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Length:
    """At most `limit` UTF-16 units; where it `needs_words`, a text must not be blank."""

    limit: int
    needs_words: bool

    def __call__(self, value: str) -> str:
        if len(value) * 2 > self.limit and (length := utf16_length(value)) > self.limit:
            raise PydanticCustomError(
                "too_long",
                "is {length} characters long, {over} more than the {limit} that RawUGC takes",
                {"length": length, "limit": self.limit, "over": length - self.limit},
            )
        if self.needs_words and not value.strip():
            raise PydanticCustomError("blank", "must not be empty")
        return value


def text(limit: int, *, required: bool = False) -> Any:
    """Metadata of a text of at most `limit` UTF-16 units; a required one must not be blank."""
    return AfterValidator(Length(limit, required))


def longest(model: type[BaseModel], name: str) -> int | None:
    """How long the text of a field may be, in UTF-16 units; None where it is no text with a limit."""
    checks = (one.func for one in model.model_fields[name].metadata if isinstance(one, AfterValidator))
    return next((check.limit for check in checks if isinstance(check, Length)), None)


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("flag", "must be true or false")


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not _has_blank(value)
    except ValueError:
        valid = False
    if not valid:
        raise PydanticCustomError("url", "must be a URL that begins with https:// or http://")
    return value


def _has_blank(value: str) -> bool:
    return any(char.isspace() or not char.isprintable() for char in value)


Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]


def _unless_late(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Late) else check(value)


Url: TypeAlias = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"format": "uri"})]
Media: TypeAlias = Annotated[Url, WrapValidator(_unless_late)]
"""A URL, or a file or something generated that is going to have one."""
Id: TypeAlias = Annotated[str, WrapValidator(_unless_late)]
"""The id of an object, or of one that is going to be generated."""


@cache
def traits_of(model: type[BaseModel]) -> dict[str, Trait]:
    """Field name → its trait, in the order of the model."""
    return {
        name: next((m for m in info.metadata if isinstance(m, Trait)), Trait())
        for name, info in model.model_fields.items()
    }


def within(model: type[BaseModel], name: str) -> dict[str, Trait]:
    """Key → its trait, of a field that is a mapping; none of another."""
    kind = model.model_fields[name].annotation
    return traits_of(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def textual(model: type[BaseModel], name: str) -> bool:
    """Whether words can stand in a field, or in what it is made of: it is no time, number or flag."""
    is_counted = model.model_fields[name].annotation in (bool, int)
    return not is_counted and traits_of(model)[name].kind is not Kind.TIME


_LIMITS = frozenset({"too_long", "blank", "no_account"})
"""What the API would refuse; what else is wrong in a manifest is advice to its author."""


def unfit(model: type[BaseModel], name: str, value: Any) -> str | None:
    """Why a value breaks a limit of a field, in words that follow "it"; None if it keeps them all."""
    try:
        one_value(model, name, value)
    except ValidationError as invalid:
        return next((one["msg"] for one in invalid.errors() if one["type"] in _LIMITS), None)
    return None


def one_value(model: type[BaseModel], name: str, value: Any) -> Any:
    """One value of a field, typed; ValidationError says what is wrong with it."""
    return _adapter(model, name).validate_python(value)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # only a replacement needs it

    info = model.model_fields[name]
    field: Any = Annotated[info.annotation, *info.metadata]
    return TypeAdapter(field)
