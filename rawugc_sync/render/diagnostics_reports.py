"""Diagnostics for what others keep of them: GitLab's code quality, and SARIF for code scanning."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from rawugc_sync.help.addresses import of_message
from rawugc_sync.render.safe import safe
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source
from rawugc_sync.words.rules import Rule

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT = "rawugcSync/v1"
_NOWHERE = Source("rawugc.yaml", 1, 1)
"""Both want a place of everything: that of what has none is where the workspace is described."""
_OF_URIS = "%:/?#[]@!$&'()*+,;="
"""What has a meaning in a URI; letters that it cannot have, such as an é, are written in its own way."""
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def gitlab(diagnostics: Sequence[Diagnostic], prefix: str) -> list[dict[str, Any]]:
    """A report of GitLab's code quality; `prefix` leads from the repository to the workspace.

    Source: https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format".
    """
    return [
        {
            "description": _message(one),
            "check_name": _name(one),
            "fingerprint": fingerprint,
            "severity": _GITLAB[one.severity],
            "location": {"path": _path(prefix, one), "lines": {"begin": (one.source or _NOWHERE).line}},
        }
        for one, fingerprint in _fingerprinted(diagnostics, prefix)
    ]


def sarif(
    diagnostics: Sequence[Diagnostic], rules: Iterable[Rule], prefix: str, version: str
) -> dict[str, Any]:
    """A log in SARIF 2.1.0 (OASIS), with one run; `rules` are the brand's own, `version` is this tool's."""
    known = [_rule(rule) for rule in {rule.id: rule for rule in rules}.values()]
    named = {one["id"] for one in known}
    codes = dict.fromkeys(map(_name, diagnostics))
    known += [{"id": name, **_help(name)} for name in codes if name not in named]
    index = {one["id"]: number for number, one in enumerate(known)}
    results = [_result(one, index, mark, prefix) for one, mark in _fingerprinted(diagnostics, prefix)]
    return _log(known, results, version)


def joined_gitlab(reports: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The reports of several workspaces as one; what lies in a file that they share is told once."""
    return list({one["fingerprint"]: one for report in reports for one in report}.values())


def joined_sarif(logs: Iterable[dict[str, Any]], version: str) -> dict[str, Any]:
    """The logs of several workspaces as one, with one run, for code scanning takes no more than that.

    Where brands have rules of one name, the first says what it is about.
    """
    runs = [run for log in logs for run in log["runs"]]
    rules: dict[str, dict[str, Any]] = {}
    for run in runs:
        for rule in run["tool"]["driver"]["rules"]:
            rules.setdefault(rule["id"], rule)
    index = {name: number for number, name in enumerate(rules)}
    results = {one["partialFingerprints"][_FINGERPRINT]: one for run in runs for one in run["results"]}
    numbered = [{**one, "ruleIndex": index[one["ruleId"]]} for one in results.values()]
    return _log(list(rules.values()), numbered, version)


def _log(rules: list[dict[str, Any]], results: list[dict[str, Any]], version: str) -> dict[str, Any]:
    driver = {"name": "rawugc-sync", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    told: dict[str, Any] = {"id": f"rule/{rule.id}", "defaultConfiguration": {"level": str(rule.level)}}
    if rule.message:
        told["shortDescription"] = {"text": safe(rule.message)}
    if rule.link:
        told["helpUri"] = quote(rule.link, safe=_OF_URIS)
    return told


def _help(code: str) -> dict[str, str]:
    """Where the site explains a code, once there is one."""
    address = of_message(code)
    return {"helpUri": address} if address else {}


def _result(one: Diagnostic, index: dict[str, int], fingerprint: str, prefix: str) -> dict[str, Any]:
    place = one.source or _NOWHERE
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(_path(prefix, one))},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
    if subject := _subject(one):
        location["logicalLocations"] = [{"fullyQualifiedName": subject}]
    result = {
        "ruleId": _name(one),
        "ruleIndex": index[_name(one)],
        "level": str(one.severity),
        "message": {"text": _message(one)},
        "locations": [location],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    waived = {"suppressions": [{"kind": "inSource", "justification": safe(one.summary)}]}
    return {**result, **waived} if one.code == "waived" else result


def _fingerprinted(diagnostics: Sequence[Diagnostic], prefix: str) -> Iterator[tuple[Diagnostic, str]]:
    """Each with what tells it apart as long as it is the same thing: neither its line nor its wording.

    What is about no resource is told apart by its line as it stands there.
    """
    seen: Counter[tuple[str | None, ...]] = Counter()
    for one in sorted(diagnostics, key=Diagnostic.sort_key):
        line = None if one.address else (one.excerpt or "").strip()
        what = (_name(one), _path(prefix, one), one.address, one.field, line)
        number = seen[what]
        seen[what] += 1
        yield one, hashlib.sha256(json.dumps([*what, number]).encode("ascii")).hexdigest()


def _name(one: Diagnostic) -> str:
    """What a finding is of: a rule of the brand, or a code."""
    return f"rule/{one.rule}" if one.rule else one.code


def _path(prefix: str, one: Diagnostic) -> str:
    return safe(posixpath.normpath(prefix + (one.source or _NOWHERE).file))


def _subject(one: Diagnostic) -> str:
    return safe(".".join(part for part in (one.address, one.field) if part))


def _message(one: Diagnostic) -> str:
    subject = _subject(one)
    summary = safe(f"{subject}: {one.summary}" if subject else one.summary)
    return "\n".join(filter(None, [summary, safe(one.detail, keep_newlines=True)]))
