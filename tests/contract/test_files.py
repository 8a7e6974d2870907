"""Files: uploaded once for each content, before the call that needs them, and never without need."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.state.document import VERSION
from tests.conftest import Workspace
from tests.contract.project import START, Project, Sent
from tests.files.samples import jpeg, mp4, png, webp, write

DAY = 86_400_000
ELSEWHERE = "https://cdn.example.com/4.png"
UPLOAD: Sent = ("POST", "/upload", None)


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def file(path: str) -> dict[str, str]:
    return {"file": path}


def content(data: bytes) -> dict[str, str]:
    """How a record, a body of a plan and a field of it name a content."""
    return {"file": sha256(data)}


def product(*photos: str | dict[str, str], **more: Any) -> dict[str, Any]:
    return {"name": "Serum", "photos": list(photos), **more}


def catalog(**products: dict[str, Any]) -> dict[str, Any]:
    return {"catalog.yaml": {"products": products}}


def clip(path: str, **more: Any) -> dict[str, Any]:
    fields = {"videoUrl": file(path), "accounts": ["tiktok/glowlab"], "content": "Hello."}
    return {**fields, "scheduledFor": START + DAY, **more}


def posts(**all_of_them: dict[str, Any]) -> dict[str, Any]:
    return {"posts.yaml": {"posts": all_of_them}}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Three photos and a URL, nothing of it applied yet."""
    made = workspace(catalog(serum=product(file("a.png"), ELSEWHERE, file("b.jpg"), file("c.webp"))))
    write(made.root, "a.png", png("a"))
    write(made.root, "b.jpg", jpeg("b"))
    write(made.root, "c.webp", webp("c"))
    return made


def uploaded(project: Project) -> dict[str, str]:
    """SHA-256 → URL, as RawUGC has it."""
    return {
        sha256((project.dashboard.folder / id).read_bytes()): one["url"]
        for id, one in project.dashboard.objects("uploads").items()
    }


def urls(project: Project, *contents: bytes) -> list[str]:
    known = uploaded(project)
    return [known[sha256(one)] for one in contents]


def photos_of(project: Project, id: str = "prd_1") -> list[str]:
    found = project.dashboard.find("products", id)
    assert found is not None
    photos: list[str] = found["photos"]
    return photos


# -- what a plan says


def test_a_plan_shows_each_upload_as_a_call_and_uploads_nothing(project: Project) -> None:
    plan = project.plan()
    (change,) = plan.json["resource_changes"]
    first, second, third, create = change["calls"]
    size = len(png("a"))
    of_a = {"path": "a.png", "sha256": sha256(png("a")), "size": size, "contentType": "image/png"}
    assert first == {"method": "POST", "path": "/upload", "file": of_a}
    assert [one["file"]["path"] for one in (second, third)] == ["b.jpg", "c.webp"]
    wanted = [content(png("a")), ELSEWHERE, content(jpeg("b")), content(webp("c"))]
    assert create["body"]["photos"] == change["change"]["after"]["photos"] == wanted
    assert plan.json["budget"]["writes"] == 4
    assert project.calls() == []


def test_a_plan_for_people_names_the_files(project: Project) -> None:
    text = project.run("plan").stdout
    assert "# (uploads a.png, 1 kB)" in text
    assert "file a.png" in text
    assert "sha256" not in text
    assert "4 writes" in text


@pytest.mark.parametrize(
    ("photos", "lines"),
    [
        (
            ["a.png", ELSEWHERE, "new.webp", "c.webp"],
            ["… 2 unchanged items", "- file sha256:", "+ file new.webp", "… 1 unchanged item"],
        ),
        (["front.png", ELSEWHERE, "b.jpg"], ["… 3 unchanged items", "- file sha256:"]),
        (
            [ELSEWHERE, "b.jpg", "c.webp", "front.png"],
            ["- file front.png", "… 3 unchanged items", "+ file front.png"],
        ),
    ],
    ids=["one-other", "one-less-and-a-new-name", "another-place"],
)
def test_files_of_a_list_are_compared_by_their_content(
    project: Project, photos: list[str], lines: list[str]
) -> None:
    project.applied()
    write(project.root, "new.webp", webp("new"))
    write(project.root, "front.png", png("a"))
    wanted = [one if one == ELSEWHERE else file(one) for one in photos]
    project.write(catalog(serum=product(*wanted)))
    text = project.run("plan").stdout
    shown = [line.partition("│ ")[2] for line in text.splitlines() if "│" in line]
    assert len(shown) == len(lines)
    assert all(map(str.startswith, shown, lines))
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_each_names_a_content_as_it_does_itself(workspace: Workspace) -> None:
    project = workspace(
        catalog(
            cream=product(file("front.png"), name="Cream"),
            serum=product(file("front.png"), file("other.png")),
        )
    )
    for name in ("front.png", "other.png"):
        write(project.root, name, png("a"))
    text = project.run("plan").stdout
    assert [line for line in text.splitlines() if "uploads" in line] == ["  # (uploads front.png, 1 kB)"]
    upload, *_ = project.plan().json["resource_changes"][0]["calls"]
    assert upload["file"]["path"] == "front.png"
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_saved_plan_shows_the_files_again(project: Project) -> None:
    project.run("plan", "--out", "saved.plan")
    shown = project.run("show", "saved.plan", "--json").json
    assert shown["resource_changes"] == project.plan().json["resource_changes"]
    assert "(uploads a.png" in project.run("show", "saved.plan").stdout
    assert project.run("apply", "saved.plan").exit_code == 0


# -- what is sent


def test_the_files_go_first_and_their_urls_are_sent(project: Project) -> None:
    assert project.apply().exit_code == 0
    first, second, third = urls(project, png("a"), jpeg("b"), webp("c"))
    body = {"name": "Serum", "photos": [first, ELSEWHERE, second, third]}
    assert project.calls() == [UPLOAD, UPLOAD, UPLOAD, ("POST", "/products", body)]
    project.assert_settled()


def test_the_state_knows_contents_and_where_they_are(project: Project) -> None:
    state = project.applied().state
    assert state["version"] == VERSION
    assert {sha: one["url"] for sha, one in state["uploads"].items()} == uploaded(project)
    recorded = state["resources"]["products.serum"]["fields"]["photos"]
    assert recorded == [content(png("a")), ELSEWHERE, content(jpeg("b")), content(webp("c"))]


def test_the_same_content_is_uploaded_once_whoever_uses_it(workspace: Workspace) -> None:
    project = workspace(
        catalog(
            serum=product(file("a.png"), file("again.png")),
            cream=product(file("shared/a.png"), name="Cream"),
        )
    )
    for path in ("a.png", "again.png", "shared/a.png"):
        write(project.root, path, png("a"))
    changes = {one["address"]: one for one in project.plan().json["resource_changes"]}
    assert [call["path"] for call in changes["products.cream"]["calls"]] == ["/upload", "/products"]
    assert [call["path"] for call in changes["products.serum"]["calls"]] == ["/products"]
    assert changes["products.serum"]["depends_on"] == ["products.cream"]
    assert project.apply().exit_code == 0
    (url,) = urls(project, png("a"))
    assert project.calls() == [
        UPLOAD,
        ("POST", "/products", {"name": "Cream", "photos": [url]}),
        ("POST", "/products", {"name": "Serum", "photos": [url, url]}),
    ]
    project.assert_settled()


def test_what_was_uploaded_once_is_not_uploaded_for_another(project: Project) -> None:
    project.applied()
    project.write({"more.yaml": {"products": {"cream": {"name": "Cream", "photos": [file("a.png")]}}}})
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/products", {"name": "Cream", "photos": urls(project, png("a"))})]
    project.assert_settled()


def test_one_new_photo_is_one_upload_and_one_update(project: Project) -> None:
    project.applied()
    write(project.root, "b.jpg", jpeg("new"))
    (change,) = project.plan().json["resource_changes"]
    assert [(one["path"], one["origin"]) for one in change["fields"]] == [("photos", "git")]
    assert change["fields"][0]["before"][2] == content(jpeg("b"))
    assert change["fields"][0]["after"][2] == content(jpeg("new"))
    assert project.apply().exit_code == 0
    first, second, third = urls(project, png("a"), jpeg("new"), webp("c"))
    photos = [first, ELSEWHERE, second, third]
    assert project.calls() == [UPLOAD, ("PATCH", "/products/prd_1", {"photos": photos})]
    project.assert_settled()


def test_another_order_uploads_nothing(project: Project) -> None:
    project.applied()
    project.write(catalog(serum=product(file("c.webp"), file("a.png"))))
    assert project.apply().exit_code == 0
    photos = urls(project, webp("c"), png("a"))
    assert project.calls() == [("PATCH", "/products/prd_1", {"photos": photos})]
    project.assert_settled()


def test_a_file_with_another_name_is_no_change(project: Project) -> None:
    project.applied()
    (project.root / "a.png").rename(project.root / "front.png")
    photos = (file("front.png"), ELSEWHERE, file("b.jpg"), file("c.webp"))
    project.write(catalog(serum=product(*photos)))
    project.assert_settled()


def test_the_url_of_an_upload_is_the_same_as_its_file(project: Project) -> None:
    """Whoever writes it down changes nothing; nor does who writes the file again."""
    project.applied()
    files = [file("a.png"), ELSEWHERE, file("b.jpg"), file("c.webp")]
    project.write(catalog(serum=product(*photos_of(project))))
    project.assert_settled()
    assert project.apply().exit_code == 0
    project.write(catalog(serum=product(*files)))
    project.assert_settled()


def test_what_somebody_changed_in_the_dashboard_is_set_back_with_no_upload(project: Project) -> None:
    project.applied()
    before = photos_of(project)
    project.dashboard.edit("products", "prd_1", {"photos": ["https://cdn.example.com/other.png"]})
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/products/prd_1", {"photos": before})]
    project.assert_settled()


def test_a_post_goes_out_with_its_video(workspace: Workspace) -> None:
    project = workspace(posts(hello=clip("hello.mp4")))
    write(project.root, "hello.mp4", mp4("hello"))
    assert project.apply().exit_code == 0
    upload, (method, path, body) = project.calls()
    assert (upload, method, path) == (UPLOAD, "POST", "/social/posts")
    assert [body["videoUrl"]] == urls(project, mp4("hello"))
    project.assert_settled()


def test_a_new_video_is_there_before_the_old_post_goes(workspace: Workspace) -> None:
    project = workspace(posts(hello=clip("hello.mp4")))
    write(project.root, "hello.mp4", mp4("hello"))
    project.applied()
    write(project.root, "hello.mp4", mp4("better"))
    assert project.plan().actions == {"posts.hello": ["delete", "create"]}
    assert project.apply().exit_code == 0
    assert [(method, path) for method, path, _ in project.calls()] == [
        ("POST", "/upload"),
        ("DELETE", "/social/posts/post_1"),
        ("POST", "/social/posts"),
    ]
    project.assert_settled()


# -- approvals


def test_a_file_that_changes_after_the_plan_makes_it_stale(project: Project) -> None:
    project.run("plan", "--out", "saved.plan")
    write(project.root, "b.jpg", jpeg("changed since"))
    run = project.run("apply", "saved.plan")
    assert run.exit_code == 3
    assert "is not as it was when the plan was made" in run.stderr
    assert project.calls() == []


def test_a_digest_covers_the_content_and_not_where_it_is(project: Project) -> None:
    """What is approved stays approved when one of its files is uploaded meanwhile, or is called otherwise."""
    project.run("plan", "--out", "saved.plan")
    digest = project.plan().json["digest"]
    project.write({"first.yaml": {"products": {"cream": {"name": "Cream", "photos": [file("a.png")]}}}})
    assert project.apply("--target", "products.cream").exit_code == 0
    project.write({"first.yaml": None})
    again = project.plan("--target", "products.serum").json
    (change,) = again["resource_changes"]
    assert again["digest"] == digest
    assert [call["path"] for call in change["calls"]] == ["/upload", "/upload", "/products"]


def test_an_approved_change_uploads_what_one_that_came_since_would_have(project: Project) -> None:
    """The new one is first in the plan made again, and not carried out."""
    project.run("plan", "--out", "saved.plan")
    project.write({"first.yaml": {"products": {"almond": {"name": "Almond", "photos": [file("a.png")]}}}})
    assert project.run("apply", "saved.plan").exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/upload"] * 3 + ["/products"]
    assert photos_of(project)[0] in urls(project, png("a"))


# -- taking over


def test_what_is_taken_over_has_the_files_of_the_manifest_for_all_that_is_known(project: Project) -> None:
    live = [f"https://old.example.com/{n}.png" for n in range(1, 5)]
    live[1] = ELSEWHERE
    project.dashboard.insert("products", {"name": "Serum", "photos": live})
    (change,) = project.plan().json["resource_changes"]
    assert change["change"]["actions"] == ["no-op"]
    (shown,) = change["fields"]
    assert (shown["path"], shown["before"], shown["known"]) == ("photos", live, False)
    assert "(unverified)" in project.run("plan").stdout
    assert project.apply().exit_code == 0
    assert project.calls() == []
    state = project.state
    assert "uploads" not in state
    assert state["resources"]["products.serum"]["unverified"] == ["photos"]
    project.assert_settled()


def test_it_does_so_on_that_record_alone(project: Project) -> None:
    live = [f"https://old.example.com/{n}.png" for n in range(1, 5)]
    live[1] = ELSEWHERE
    project.dashboard.insert("products", {"name": "Serum", "photos": live})
    project.applied()
    project.write({"more.yaml": {"products": {"cream": {"name": "Cream", "photos": [file("a.png")]}}}})
    assert project.apply().exit_code == 0
    assert project.calls() == [
        UPLOAD,
        ("POST", "/products", {"name": "Cream", "photos": urls(project, png("a"))}),
    ]
    assert photos_of(project) == live
    project.assert_settled()


def test_a_photo_that_changes_later_goes_up_beside_those_that_were_taken_over(project: Project) -> None:
    live = [f"https://old.example.com/{n}.png" for n in range(1, 5)]
    live[1] = ELSEWHERE
    project.dashboard.insert("products", {"name": "Serum", "photos": live})
    project.applied()
    write(project.root, "c.webp", webp("new"))
    assert project.apply().exit_code == 0
    photos = [*live[:3], *urls(project, webp("new"))]
    assert project.calls() == [UPLOAD, ("PATCH", "/products/prd_1", {"photos": photos})]
    project.assert_settled()


@pytest.mark.parametrize(
    "live", [["https://old.example.com/1.png"], [f"https://old.example.com/{n}.png" for n in range(4)]]
)
def test_other_photos_are_a_difference_and_no_adoption(project: Project, live: list[str]) -> None:
    """Fewer of them, or a URL in between that is not the one of the manifest."""
    project.dashboard.insert("products", {"name": "Serum", "photos": live})
    assert project.apply().exit_code == 0
    first, second, third = urls(project, png("a"), jpeg("b"), webp("c"))
    photos = [first, ELSEWHERE, second, third]
    assert project.calls() == [UPLOAD, UPLOAD, UPLOAD, ("PATCH", "/products/prd_1", {"photos": photos})]
    project.assert_settled()


def test_an_import_takes_the_files_over_as_well(project: Project) -> None:
    live = [f"https://old.example.com/{n}.png" for n in range(1, 5)]
    live[1] = ELSEWHERE
    project.dashboard.insert("products", {"name": "Other", "photos": live})
    assert project.run("import", "products.serum", "prd_1").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/products/prd_1", {"name": "Serum"})]
    project.assert_settled()


def test_a_lost_state_finds_a_post_again_by_its_caption(workspace: Workspace) -> None:
    project = workspace(posts(hello=clip("hello.mp4")))
    write(project.root, "hello.mp4", mp4("hello"))
    project.applied().lose_state()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


def test_a_lost_state_asks_about_a_post_without_a_caption(workspace: Workspace) -> None:
    """Nobody can tell its video from another: it must not go out twice."""
    silent = {name: value for name, value in clip("hello.mp4").items() if name != "content"}
    project = workspace(posts(hello=silent))
    write(project.root, "hello.mp4", mp4("hello"))
    project.applied().lose_state()
    plan = project.plan()
    assert plan.exit_code == 3
    assert "post_1" in plan.said("possible-duplicate")["summary"]
    assert project.apply().exit_code == 3
    assert project.calls() == []


# -- storage


@pytest.mark.parametrize("options", [Options(upload_lifetime=3 * DAY)])
@pytest.mark.parametrize(
    ("age", "sent"),
    [
        (DAY // 2, [("POST", "/products")]),
        (2 * DAY, [("HEAD", "URL"), ("POST", "/products")]),
        (4 * DAY, [("HEAD", "URL"), ("POST", "/upload"), ("POST", "/products")]),
    ],
    ids=["young", "old and there", "old and gone"],
)
def test_the_url_of_an_old_upload_is_looked_for_before_it_is_used(
    project: Project, age: int, sent: list[tuple[str, str]]
) -> None:
    project.applied()
    project.rawugc.clock.sleep(age / 1000)
    project.write({"more.yaml": {"products": {"cream": {"name": "Cream", "photos": [file("a.png")]}}}})
    plan = project.plan("--target", "products.cream")
    assert [call["path"] for call in plan.json["resource_changes"][0]["calls"]] == ["/products"]
    assert project.apply("--target", "products.cream").exit_code == 0
    made = [(m, "URL" if m == "HEAD" else path) for m, path, _ in project.calls()]
    assert made == sent
    known = project.state["uploads"][sha256(png("a"))]["url"]
    assert photos_of(project, "prd_2") == [known]


# -- manifests


def test_fmt_and_validate_keep_files(workspace: Workspace) -> None:
    text = "products:\n  serum:\n    name: Serum\n    photos: [{file: a.png}, https://x.test/1.png]\n"
    project = workspace({"catalog.yaml": text})
    write(project.root, "a.png", png("a"))
    assert project.run("validate").exit_code == 0
    project.run("fmt")
    assert project.run("fmt", "--check").exit_code == 0
    written = (project.root / "catalog.yaml").read_text("utf-8")
    assert "file: a.png" in written
    assert project.run("validate").exit_code == 0


def test_pull_writes_urls_and_leaves_the_files_that_are_still_there(project: Project) -> None:
    project.write(
        {
            "catalog.yaml": """\
            products:
              serum:
                name: Serum
                photos:
                  - file: a.png # the front
                  - https://cdn.example.com/4.png
                  - file: b.jpg
                  - {file: c.webp}
            """
        }
    )
    project.applied()
    first, _, third, _ = photos_of(project)
    new = ["https://cdn.example.com/new.png", "https://cdn.example.com/c.png"]
    project.dashboard.edit("products", "prd_1", {"photos": [first, new[0], third, new[1]]})
    assert project.run("pull").exit_code == 0
    assert (project.root / "catalog.yaml").read_text("utf-8") == (
        "products:\n  serum:\n    name: Serum\n    photos:\n"
        "      - file: a.png # the front\n"
        "      - https://cdn.example.com/new.png\n"
        "      - file: b.jpg\n"
        "      - https://cdn.example.com/c.png\n"
    )
    assert (project.root / "c.webp").read_bytes() == webp("c")
    project.assert_settled()


def test_pull_writes_the_urls_of_what_nobody_manages(project: Project) -> None:
    project.applied()
    project.dashboard.insert("products", {"name": "Cream", "photos": photos_of(project)[:1]})
    assert project.run("pull").exit_code == 0
    assert photos_of(project)[0] in (project.root / "products.yaml").read_text("utf-8")
    project.assert_settled()


def test_drift_tells_of_photos_that_were_changed_and_of_no_others(project: Project) -> None:
    project.applied()
    assert project.run("drift", "--json").json["resource_changes"] == []
    project.dashboard.edit("products", "prd_1", {"photos": ["https://cdn.example.com/other.png"]})
    (change,) = project.run("drift", "--json").json["resource_changes"]
    assert [one["path"] for one in change["fields"]] == ["photos"]


def test_an_old_state_reads_as_before(project: Project) -> None:
    """Version 4 knew no files."""
    project.write(catalog(serum=product(ELSEWHERE)))
    state = project.applied().state
    project.write({"rawugc.state.json": {**state, "version": 4}})
    project.assert_settled()


def test_a_photo_that_stays_is_no_difference(workspace: Workspace) -> None:
    project = workspace(catalog(serum=product(file("a.png"), file("b.png"))))
    write(project.root, "a.png", png("a"))
    write(project.root, "b.png", png("b"))
    assert project.apply().exit_code == 0
    write(project.root, "b.png", png("other"))
    lines = [line.strip(" │") for line in project.run("plan").stdout.splitlines() if "file " in line]
    assert lines == [f"- file {sha256(png('b'))[:19]}…", "+ file b.png"]


def test_each_uploads_the_file_that_it_names_itself(workspace: Workspace) -> None:
    project = workspace(catalog(cream=product(file("one.png")), serum=product(file("two.png"))))
    write(project.root, "one.png", png("same"))
    write(project.root, "two.png", png("same"))
    assert "uploads one.png" in project.run("plan").stdout
    assert project.apply().exit_code == 0
    assert project.calls().count(UPLOAD) == 1
    project.assert_settled()
