"""Manifests before and after, each on a screen: order, indentation, texts, comments, anchors, brackets."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rawugc_sync.words.errors import InvalidInput
from tests.writing.formatting.tools import fmt

CASES = {
    "fields come in the order of the schema, with their comments": (
        """
        styles:
          s:
            # what may happen to it
            lifecycle: {ignoreChanges: [description], preventDestroy: true}
            aspectRatio: square # for the grid
            # what it makes,
            # and how
            type: video
            name: S
            # the end of s
        """,
        """
        styles:
          s:
            name: S
            # what it makes,
            # and how
            type: video
            aspectRatio: square # for the grid
            # what may happen to it
            lifecycle: {preventDestroy: true, ignoreChanges: [description]}
            # the end of s
        """,
    ),
    "collections come in the order of a reader, resources in that of the author": (
        """
        posts: {}
        moved: [{to: personas.b, from: personas.a}]
        styles: {}
        products: {}
        messaging: {}
        personas:
          z: {description: Z, name: Z}
          a: {name: A, description: A}
        defaults: {posts: {}, personas: {}}
        vars: {z: 1, a: 2}
        x-b: 1
        x-a: 2
        """,
        """
        x-b: 1
        x-a: 2
        vars: {z: 1, a: 2}
        defaults: {personas: {}, posts: {}}
        personas:
          z: {name: Z, description: Z}
          a: {name: A, description: A}
        messaging: {}
        products: {}
        styles: {}
        posts: {}
        moved: [{from: personas.a, to: personas.b}]
        """,
    ),
    "what nobody knows comes last": (
        """
        wrong: {}
        personas: {p: {nmae: N, description: D}}
        """,
        """
        personas: {p: {description: D, nmae: N}}
        wrong: {}
        """,
    ),
    "two spaces a level, also for lists, and one behind a colon": (
        """
        products:
              serum:
                  name :   Serum
                  photos:
                  - https://a.example/1.jpg
                  -   https://a.example/2.jpg
        removed:
        -   from: products.a
            destroy:   false
        - - nested
        """,
        """
        products:
          serum:
            name: Serum
            photos:
              - https://a.example/1.jpg
              - https://a.example/2.jpg
        removed:
          - from: products.a
            destroy: false
          - - nested
        """,
    ),
    "values move up to their key, and what is said about them above it": (
        """
        vars:
          a:
            # about a
            text
          b: # about b
            &b
            'text'
          ? c
          : *b
        """,
        """
        vars:
          # about a
          a: text
          # about b
          b: &b 'text'
          c: *b
        """,
    ),
    "free text becomes a block, whatever it was": (
        """
        products:
          plain: {name: in brackets, description: stays}
          p:
            description: Ceramides and nothing
              you can't pronounce. # checked
            messaging: "It's: \\"calm\\""
          q:
            description: 'one line'
            messaging: >-
              Folded
              text.
        """,
        """
        products:
          plain: {name: in brackets, description: stays}
          p:
            description: Ceramides and nothing
              you can't pronounce. # checked
            messaging: |
              It's: "calm"
          q:
            description: |
              one line
            messaging: |
              Folded text.
        """,
    ),
    "what is nothing but a reference stays, as does what no block can hold": (
        """
        products:
          p:
            description: "${vars.a}"
            messaging: ${messaging.m.body}
          q:
            description: ""
            messaging: " begins with a blank"
          r:
            description: "ends in two lines\\n\\n"
            messaging: "a bell\\a"
        """,
        """
        products:
          p:
            description: "${vars.a}"
            messaging: ${messaging.m.body}
          q:
            description: ""
            messaging: " begins with a blank"
          r:
            description: "ends in two lines\\n\\n"
            messaging: "a bell\\a"
        """,
    ),
    "variables become blocks with several lines, names never": (
        """
        vars:
          one: "Calmer skin"
          two: "Calmer\\nskin"
        personas:
          p:
            name: "Long
              name"
            description: D
        """,
        """
        vars:
          one: "Calmer skin"
          two: |
            Calmer
            skin
        personas:
          p:
            name: "Long
              name"
            description: |
              D
        """,
    ),
    "blocks are indented by two and say no more than they must": (
        """
        messaging:
          a:
            body: |4-
                    four

                  none
          b:
            body: |+
               text

          c:
            body: |-
                    text


          d: {name: D, body: ${vars.d}}
        """.replace("{name: D, body: ${vars.d}}", '{name: D, body: "${vars.d}"}'),
        """
        messaging:
          a:
            body: |2
                  four

                none
          b:
            body: |+
              text

          c:
            body: |
              text

          d: {name: D, body: "${vars.d}"}
        """,
    ),
    "brackets are joined where they fit, and kept where they hold comments or are too long": (
        """
        posts:
            p:
                accounts: [ tiktok/glowlab,instagram/glow.lab, ]   # both
                content: |
                    c
            q:
                accounts: [
                    tiktok/glowlab,
                    instagram/glow.lab
                ]
            r:
                accounts: [
                    tiktok/glowlab, # ours
                    instagram/glow.lab
                ]
            s:
                accounts: [tiktok/glowlab0123456789, tiktok/glowlab0123456789,
                           tiktok/glowlab0123456789, tiktok/glowlab0123456789]
        """,
        """
        posts:
          p:
            accounts: [tiktok/glowlab, instagram/glow.lab] # both
            content: |
              c
          q:
            accounts: [tiktok/glowlab, instagram/glow.lab]
          r:
            accounts: [
                tiktok/glowlab, # ours
                instagram/glow.lab
            ]
          s:
            accounts: [tiktok/glowlab0123456789, tiktok/glowlab0123456789,
                       tiktok/glowlab0123456789, tiktok/glowlab0123456789]
        """,
    ),
    "no alias comes before its anchor; what is merged comes first": (
        """
        styles:
          a: &base
            type: video
            name: &name A
          b:
            promptTemplate: &prompt |
              P
            description: *prompt
            <<: *base
            name: *name
        personas:
          p: {description: D, name: *name}
        """,
        """
        styles:
          a: &base
            name: &name A
            type: video
          b:
            promptTemplate: &prompt |
              P
            description: *prompt
            <<: *base
            name: *name
        personas:
          p: {name: *name, description: D}
        """,
    ),
    "comments belong to what they stand at: by their indentation": (
        """
        # the file

        # about personas
        personas: # who
            a:
                name: A

                # the end of a
            # about b
            b:
                name: B
            # the end of personas
        # the end
        """,
        """
        # the file

        # about personas
        personas: # who
          a:
            name: A

            # the end of a
          # about b
          b:
            name: B
          # the end of personas
        # the end
        """,
    ),
    "the comment of the file stays at its top": (
        """
        # yaml-language-server: $schema=x.json
        posts: {}

        # who
        personas: {}
        """,
        """
        # yaml-language-server: $schema=x.json

        # who
        personas: {}

        posts: {}
        """,
    ),
    "what stands behind a dash alone goes above it": (
        """
        moved:
        - # renamed
          # in May
          to: personas.b
          from: personas.a
        """,
        """
        moved:
          # renamed
          # in May
          - from: personas.a
            to: personas.b
        """,
    ),
    "several blank lines are one, and none is first or last": (
        """


        personas:


          a: {name: A, description: A}


        # b



        """,
        """
        personas:

          a: {name: A, description: A}

        # b
        """,
    ),
    "no blank line stands directly below the key of a resource": (
        """
        posts:

          a:

            content: |
              C

            # vid
            videoUrl: https://a.b/c

            mode: draft
        """,
        """
        posts:

          a:
            # vid
            videoUrl: https://a.b/c

            mode: draft

            content: |
              C
        """,
    ),
    "the ends of a document are kept": (
        """
        # top
        ---    # begins
        personas:   {}
        ...
        # after
        """,
        """
        # top
        --- # begins
        personas: {}
        ...
        # after
        """,
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_canonical_style(before: str, after: str) -> None:
    before, after = (dedent(text).removeprefix("\n") for text in (before, after))
    assert fmt(before) == after
    assert fmt(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("\n \n", ""),
        ("# only a comment", "# only a comment\n"),
        ("---", "---\n"),
        ("\ufeffvars: {}", "vars: {}\n"),
        ("vars: {}   \r\n\r\n\r\npersonas: {}\r\n", "vars: {}\n\npersonas: {}\n"),
        ("{vars: {a: b}}", "{vars: {a: b}}\n"),
        ("--- {vars: {a: b}}", "---\n{vars: {a: b}}\n"),
        ("--- &a\nvars: {}", "---\n&a\nvars: {}\n"),
        ("x: [https://a.example/b,c]", "x: [https://a.example/b, c]\n"),
        ("x: [a: b, ? c : d]", "x: [a: b, c: d]\n"),
        ("vars: {a: \"b\"  ,  'c':d e , f: [ ] }", "vars: {a: \"b\", 'c': d e, f: []}\n"),
        ("a: b\n      \u00a0c\u00a0\n d\u00a0   # e", "a: b\n  \u00a0c\u00a0\n  d\u00a0 # e\n"),
        ("a: 'b\n   c   \n \t\n   d'   # e", "a: 'b\n  c\n\n  d' # e\n"),
        ('a: "b\\ \n   c"', 'a: "b\\ \n  c"\n'),
        ("a:\n    b: [c, # d\n  ---\n    ]", "a:\n  b: [c, # d\n  ---\n  ]\n"),
        ("a: |+\n  b\n\n\n\n", "a: |+\n  b\n\n\n\n"),
        ("a: |\n  b  \n\n\n\n", "a: |\n  b  \n"),
    ],
)
def test_odd_files(before: str, after: str) -> None:
    assert fmt(before) == after


def test_a_blank_line_does_not_become_a_part_of_a_text() -> None:
    before = "styles:\n  s:\n    promptTemplate: |+\n      P\n\n    # c\n\n    name: N\n"
    assert fmt(before) == "styles:\n  s:\n    # c\n\n    name: N\n    promptTemplate: |+\n      P\n\n"


def test_errors_are_those_of_the_reader() -> None:
    with pytest.raises(InvalidInput) as refused:
        fmt("personas:\n  p: ~\ncontent: less #skincare\n")
    assert [d.code for d in refused.value.diagnostics] == ["null", "hashtag"]


def test_what_would_not_read_back_is_refused() -> None:
    """Behind a `?` a key may be longer than in front of a value."""
    with pytest.raises(InvalidInput) as refused:
        fmt(f"? {'k' * 2000}\n: v\n")
    [found] = refused.value.diagnostics
    assert (found.code, str(found.source)) == ("unformattable", "m.yaml:1:1")
