"""Completion in PowerShell, by click's protocol: `powershell_source` prints the script, which then asks."""

from __future__ import annotations

import os

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

_SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = $commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString().Trim('"', "'") }
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_CWORD = $wordToComplete.Trim('"', "'")
    $env:%(complete_var)s = 'powershell_complete'
    try {
        %(prog_name)s 2>$null | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            $plain = $value -match '^[\\w./:@+-]+$'
            $shown = if ($plain) { $value } else { "'" + $value.Replace("'", "''") + "'" }
            [System.Management.Automation.CompletionResult]::new($shown, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s -ErrorAction Ignore
    }
}
"""
_PLAIN = "plain"


@add_completion_class
class PowerShell(ShellComplete):
    """One offer a line, its value and after a tab its help. Without any, PowerShell offers files itself."""

    name = "powershell"
    source_template = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, a line each, and that word."""
        _, *args = os.environ.get("COMP_WORDS", "").split("\n")
        return args, os.environ.get("COMP_CWORD", "")

    def complete(self) -> str:
        """The offers; files and folders are PowerShell's own to find."""
        found = self.get_completions(*self.get_completion_args())
        return "\n".join(self.format_completion(one) for one in found if one.type == _PLAIN)

    def format_completion(self, item: CompletionItem) -> str:
        """`value<tab>help`; an empty help would be an error there."""
        help_ = " ".join((item.help or "").split())
        return f"{item.value}\t{help_ or item.value}"
