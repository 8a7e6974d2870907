"""How far a change has come."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.words.planned import Change, Step


@dataclass(slots=True)
class Work:
    """A change that is being made: so many of its steps are `done`, and `id` is its object by now."""

    change: Change
    id: str | None
    done: int = 0

    @property
    def step(self) -> Step | None:
        """What comes next; None when all is done."""
        return self.change.steps[self.done] if self.done < len(self.change.steps) else None

    @property
    def calls(self) -> int:
        """How many of its calls were carried out."""
        return sum(step.call is not None for step in self.change.steps[: self.done])

    @property
    def begun(self) -> bool:
        """Whether some of it is done: calls were carried out, or its object is being made."""
        return self.calls > 0 or (self.step is not None and self.step.wait is not None)

    @property
    def is_last(self) -> bool:
        """Whether all is done with the step that comes next."""
        return self.done + 1 == len(self.change.steps)

    def advance(self, id: str | None) -> None:
        """One more step is done."""
        self.done += 1
        self.id = id
