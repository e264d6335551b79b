"""Every page of the application: who opens it, where, and what they press there first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageCase:
    """A page for one person. `{stage}` in the path is the proposal of that stage.

    `submit` sends the page's form as it stands, so that the page with its errors is audited;
    `script` is a script that runs before.
    """

    name: str
    who: str
    path: str
    status: int = 200
    submit: bool = False
    script: str = ""

    @property
    def id(self) -> str:
        return f"{self.name.strip('/')}, {self.who or 'anybody'}".replace(" ", "-")


def page_cases(*rows: tuple[str, str, str]) -> list[PageCase]:
    return [PageCase(*row) for row in rows]


def action_cases(*rows: tuple[str, str, str]) -> list[PageCase]:
    """Return forms of actions: stage, who, action; after a `!` also the form sent empty."""
    found = []
    for stage, who, name in rows:
        action = name.removesuffix("!")
        path = f"/proposals/{{{stage}}}/do/{action}"
        found.append(PageCase(f"{action} at {stage}", who, path))
        if name.endswith("!"):
            found.append(PageCase(f"{action} with errors", who, path, 422, submit=True))
    return found


ENTRANCE = [
    *page_cases(("home", "", "/"), ("sign in", "", "/sign-in")),
    *page_cases(
        ("register", "", "/register"),
        ("letter sent", "", "/check-your-mail"),
        ("forgotten password", "", "/forgotten-password"),
        ("confirm", "", "{confirm}"),
        ("invitation", "", "{invitation}"),
        ("new password", "", "{reset}"),
        ("new address", "timur", "{moved}"),
    ),
    *(
        PageCase(f"{path} with errors", "", path, 422, submit=True)
        for path in (
            "/sign-in",
            "/register",
            "/forgotten-password",
            "{confirm}",
            "{invitation}",
            "{reset}",
        )
    ),
    PageCase("dead link", "", "/register/nonsense", 410),
    *page_cases(("check a paper", "", "/check/"), ("a paper that is true", "", "{check}")),
    PageCase("a paper that is not true", "", "/check/SHY-2026-0001/" + "0" * 20, 404),
    PageCase("a check with errors", "", "/check/?number=&code=1", 422),
]
ACCOUNTS = [
    *page_cases(
        ("account", "timur", "/account/"),
        ("password", "timur", "/account/password"),
        ("address", "timur", "/account/email"),
        ("browsers", "timur", "/account/sessions"),
        ("news", "madina", "/notifications/"),
        ("no news", "nurlan", "/notifications/"),
        ("people", "madina", "/people/"),
        ("people", "admin", "/people/"),
        ("people found", "admin", "/people/?q=ал&state=open"),
        ("nobody found", "admin", "/people/?q=zzz&role=artist"),
        ("invitations", "madina", "/people/invitations/"),
        ("organisations", "admin", "/people/organisations/"),
        ("administration", "admin", "/administration/"),
        ("administration", "madina", "/administration/"),
        ("verification", "admin", "/administration/verification/"),
        ("a verification", "admin", "/administration/verification/{run}"),
        ("organisation", "madina", "/people/organisations/{sponsor}"),
        ("invite", "madina", "/people/organisations/{sponsor}/invite"),
        ("person", "madina", "/people/{person}"),
        ("rights", "madina", "/people/{person}/rights"),
        ("give a role", "madina", "/people/{person}/roles/add"),
        ("change a role", "madina", "/people/{person}/roles/{role}"),
        ("take a role", "madina", "/people/{signatory}/roles/{signing}/take"),
        ("suspend", "madina", "/people/{person}/suspend"),
        ("add organisation", "admin", "/people/organisations/new"),
        ("edit organisation", "madina", "/people/organisations/{sponsor}/edit"),
        ("rename", "madina", "/people/organisations/{sponsor}/rename"),
        ("close organisation", "admin", "/people/organisations/{sponsor}/close"),
        ("kind of an organisation", "admin", "/people/organisations/{mistake}/kind"),
        ("delete organisation", "admin", "/people/organisations/{mistake}/delete"),
        ("delete what is used", "admin", "/people/organisations/{sponsor}/delete"),
        ("organisation", "admin", "/people/organisations/{mistake}"),
        ("withdraw invitation", "admin", "/people/invitations/{invited}/withdraw"),
        ("programmes", "madina", "/programmes/"),
        ("programme", "admin", "/programmes/1"),
        ("programme", "madina", "/programmes/1"),
        ("settings", "madina", "/programmes/1/edit"),
        ("new programme", "admin", "/programmes/new"),
        ("programme after another", "admin", "/programmes/new?copy=1"),
        ("processes", "admin", "/programmes/processes"),
        ("process", "admin", "/programmes/processes/1"),
        ("put into force", "admin", "/programmes/1/process/1"),
        ("take out", "admin", "/programmes/1/parties/{sponsor}/remove"),
        ("take in", "admin", "/programmes/1/parties/{outsider}/add"),
        ("new calendar", "admin", "/calendar/new"),
        ("rename calendar", "admin", "/calendar/1/name"),
        ("close calendar", "admin", "/calendar/1/close"),
        ("calendar", "admin", "/calendar/?year=2027"),
        ("calendar", "madina", "/calendar/"),
        ("empty year", "admin", "/calendar/?year=2090"),
        ("no letters", "admin", "/mail/"),
        ("letters", "admin", "/mail/?state=sent"),
        ("letter", "admin", "/mail/{letter}"),
        ("no failed jobs", "admin", "/jobs/"),
        ("jobs that are done", "admin", "/jobs/?state=done"),
        ("no exports", "daniyar", "/exports/"),
        ("export", "timur", "/exports/{export}"),
    ),
    *(
        PageCase(f"{path} with errors", who, path, 422, submit=True)
        for who, path in (
            ("timur", "/account/password"),
            ("timur", "/account/email"),
            ("madina", "/people/organisations/{sponsor}/invite"),
            ("admin", "/people/organisations/new"),
            ("admin", "/calendar/"),
            ("admin", "/programmes/new"),
            ("admin", "/programmes/processes"),
            ("madina", "/people/{person}"),
            ("madina", "/people/{person}/roles/add"),
        )
    ),
]
LISTS = page_cases(
    ("desk", "aigerim", "/desk"),
    ("empty desk", "nurlan", "/desk"),
    ("desk", "gulmira", "/desk"),
    ("desk", "erlan", "/desk"),
    ("desk", "madina", "/desk"),
    ("desk", "daniyar", "/desk"),
    ("desk", "timur", "/desk"),
    ("desk", "admin", "/desk"),
    ("list", "madina", "/proposals/"),
    ("list", "timur", "/proposals/"),
    ("empty list", "nurlan", "/proposals/"),
    ("filtered list", "madina", "/proposals/?q=улы&programme=1"),
    ("assign several", "erlan", "/assignments/"),
    ("nothing found", "madina", "/proposals/?q=улы&stage=draft&mine=1"),
    ("narrowed walls", "madina", "/walls/?state=free&heritage=none"),
    ("no such wall", "aigerim", "/walls/?heritage=monument_republican"),
    ("photos of a wall", "madina", "/walls/1/photos"),
    ("walls", "madina", "/walls/"),
    ("walls", "aigerim", "/walls/"),
    ("wall with a photo", "gulmira", "/walls/1"),
    ("wall", "aigerim", "/walls/5"),
    ("new wall", "madina", "/walls/new"),
    ("edit wall", "madina", "/walls/1/edit"),
    ("tables", "madina", "/import/"),
    ("table of walls", "madina", "/import/walls"),
    ("dry run of a table", "madina", "/import/runs/{import}"),
    ("table that was brought in", "madina", "/import/runs/{imported}"),
    ("table of people", "admin", "/import/people"),
    ("new work of before", "madina", "/walls/1/past-works/new"),
    ("work of before", "madina", "/walls/2/past-works/1/edit"),
    ("wall with a work of before", "madina", "/walls/2"),
    ("board", "madina", "/board"),
    ("board", "admin", "/board"),
    ("process", "madina", "/process"),
    ("portfolio", "daniyar", "/portfolio/"),
    ("portfolio", "madina", "/portfolio/"),
    ("portfolio of a stage", "timur", "/portfolio/?stage=approved"),
    ("statistics", "madina", "/statistics/"),
    ("statistics of a department", "erlan", "/statistics/"),
    ("works of the statistics", "madina", "/statistics/works"),
    ("works on hold", "madina", "/desk?queue=held"),
)
FILTERS = [
    PageCase("list with errors", "madina", "/proposals/?q=а&stage=nowhere", 422),
    PageCase("walls with errors", "madina", "/walls/?state=nowhere", 422),
]
PROPOSALS = page_cases(
    ("empty draft", "aigerim", "/proposals/{empty}"),
    ("draft", "aigerim", "/proposals/{draft}"),
    ("submitted", "madina", "/proposals/{submitted}"),
    ("site", "madina", "/proposals/{site}"),
    ("architecture", "gulmira", "/proposals/{architecture}"),
    ("side by side", "gulmira", "/proposals/{revised}/compare"),
    ("approval sheet", "daniyar", "/proposals/{sponsors}/sheet"),
    ("side by side, a draft", "aigerim", "/proposals/{empty}/compare"),
    ("ready", "erlan", "/proposals/{ready}"),
    ("revision", "aigerim", "/proposals/{revision}"),
    ("sponsors", "daniyar", "/proposals/{sponsors}"),
    ("sponsors", "timur", "/proposals/{sponsors}"),
    ("sponsors", "aigerim", "/proposals/{sponsors}"),
    ("conditions", "erlan", "/proposals/{reported}"),
    ("declined", "madina", "/proposals/{declined}"),
    ("approved", "madina", "/proposals/{approved}"),
    ("execution", "madina", "/proposals/{execution}"),
    ("acceptance", "saule", "/proposals/{acceptance}"),
    ("completed", "timur", "/proposals/{completed}"),
    ("refused", "aigerim", "/proposals/{refused}"),
    ("withdrawn", "aigerim", "/proposals/{withdrawn}"),
    ("held", "madina", "/proposals/{held}"),
    ("copy", "aigerim", "/proposals/{refused}/copy"),
    ("decision", "aigerim", "/proposals/{refused}/decision"),
    ("its process", "erlan", "/proposals/{sponsors}/process"),
)
DOSSIER = [
    *page_cases(
        ("new", "aigerim", "/proposals/new"),
        ("tasks", "aigerim", "/proposals/{empty}/dossier"),
        ("tasks", "aigerim", "/proposals/{revision}/dossier"),
    ),
    *(
        PageCase(f"section {key}", "aigerim", f"/proposals/{{draft}}/dossier/{key}")
        for key in (
            "work",
            "size",
            "materials",
            "place",
            "budget",
            "dates",
            "rights",
            "files",
            "walls",
        )
    ),
    PageCase("files with errors", "aigerim", "/proposals/{draft}/dossier/files", 422, submit=True),
    PageCase("no files", "aigerim", "/proposals/{empty}/dossier/files"),
    PageCase(
        "section with errors",
        "aigerim",
        "/proposals/{draft}/dossier/size",
        422,
        submit=True,
        script="document.getElementById('height_m').value = 'жиырма'",
    ),
    PageCase("photo with errors", "madina", "/walls/1/photos", 422, submit=True),
    PageCase("new with errors", "aigerim", "/proposals/new", 422, submit=True),
    PageCase("wall with errors", "madina", "/walls/new", 422, submit=True),
    PageCase("table with errors", "madina", "/import/walls", 422, submit=True),
]
ACTIONS = action_cases(
    ("draft", "aigerim", "submit"),
    ("draft", "aigerim", "withdraw!"),
    ("submitted", "madina", "accept"),
    ("submitted", "madina", "return_incomplete"),
    ("submitted", "madina", "refuse!"),
    ("submitted", "madina", "assign!"),
    ("submitted", "madina", "hold!"),
    ("site", "gulmira", "propose_wall!"),
    ("site", "madina", "choose_wall"),
    ("site", "madina", "enter_wall!"),
    ("architecture", "gulmira", "remark!"),
    ("architecture", "gulmira", "close_remark"),
    ("architecture", "gulmira", "recommend!"),
    ("architecture", "gulmira", "record_ad_test!"),
    ("architecture", "madina", "record_owner_consent!"),
    ("ready", "erlan", "approve!"),
    ("ready", "erlan", "approve_with_conditions"),
    ("ready", "erlan", "record_consent_override"),
    ("revision", "aigerim", "answer!"),
    ("answered", "aigerim", "resubmit"),
    ("sponsors", "daniyar", "sign!"),
    ("sponsors", "daniyar", "sign_with_conditions"),
    ("sponsors", "daniyar", "request_changes"),
    ("sponsors", "madina", "record_gap_accepted"),
    ("declined", "madina", "replace_sponsor!"),
    ("approved", "madina", "record_contract!"),
    ("approved", "madina", "record_residents_notice"),
    ("started", "aigerim", "submit_milestone!"),
    ("execution", "madina", "confirm_milestone"),
    ("execution", "madina", "return_milestone"),
    ("started", "aigerim", "report_delay"),
    ("acceptance", "madina", "record_payment"),
    ("execution", "madina", "correct_payment!"),
    ("acceptance", "saule", "sign"),
    ("declined", "madina", "ask_again!"),
    ("approved", "erlan", "extend!"),
    ("refused", "aigerim", "appeal!"),
    ("sponsors", "aigerim", "fulfil_condition!"),
    ("reported", "erlan", "close_condition"),
    ("reported", "erlan", "return_condition!"),
    ("approved", "madina", "record_insurance"),
    ("approved", "madina", "record_wall_ready"),
    ("acceptance", "erlan", "report_defects!"),
)
IMPERSONATED = [
    *page_cases(
        *(
            ("as another", "madina as jusan", path)
            for path in (
                "/desk",
                "/proposals/",
                "/proposals/{sponsors}",
                "/notifications/",
                "/proposals/{sponsors}/do/sign",
                "/portfolio/",
            )
        ),
        ("a draft as another", "madina as artist", "/proposals/{draft}/dossier/size"),
        ("files as another", "madina as artist", "/proposals/{draft}/dossier/files"),
    ),
    PageCase("account of another", "madina as jusan", "/account/", 403),
]
REFUSALS = [
    PageCase("not for this role", "timur", "/walls/new", 403),
    PageCase("nothing there", "", "/nothing", 404),
    PageCase("not for these eyes", "timur", "/proposals/{draft}", 404),
    PageCase("not by asking", "madina", "/sign-out", 405),
    PageCase("not now", "madina", "/proposals/{approved}/do/start", 409),
    PageCase(
        "without its token",
        "aigerim",
        "/proposals/new",
        400,
        submit=True,
        script="document.querySelector('main [name=csrf_token]').value = 'x'",
    ),
]
ALL = [
    *ENTRANCE,
    *ACCOUNTS,
    *LISTS,
    *FILTERS,
    *PROPOSALS,
    *DOSSIER,
    *ACTIONS,
    *IMPERSONATED,
    *REFUSALS,
]
ALIKE = {
    *(f"desk,-{who}" for who in ("erlan", "timur", "admin")),
    *("list,-timur", "walls,-aigerim", "wall,-aigerim", "board,-admin", "people,-admin"),
    *("portfolio,-madina", "programme,-madina", "calendar,-madina"),
    *("sponsors,-timur", "sponsors,-aigerim", "withdrawn,-aigerim", "approved,-madina"),
    *(f"section-{key},-aigerim" for key in ("work", "materials", "budget", "rights")),
    *(f"{name}-with-errors,-madina" for name in ("refuse", "hold", "assign", "replace_sponsor")),
    *("record_ad_test-with-errors,-gulmira", "approve-with-errors,-erlan"),
    *(f"{path}-with-errors,-anybody" for path in ("forgotten-password", "{confirm}", "{reset}")),
    *("account/email-with-errors,-timur", "people/organisations/new-with-errors,-admin"),
    *("calendar/-with-errors,-admin", "photo-with-errors,-madina", "new-with-errors,-aigerim"),
    *("not-by-asking,-madina", "without-its-token,-aigerim", "propose_wall-with-errors,-gulmira"),
    *("table-of-people,-admin", "work-of-before,-madina"),
    *("record_contract-with-errors,-madina", "withdraw-with-errors,-aigerim"),
    *("return_incomplete-at-submitted,-madina", "request_changes-at-sponsors,-daniyar"),
    "sign-at-acceptance,-saule",
}
"""Pages made of the same template and parts as another one here: seen for a release only."""
NOT_PAGES = {
    "ops.healthz",
    "ops.readyz",
    "static",
    "files.download",
    "files.picture",
    "files.wall_photo",
    "files.finished",
    "files.role_paper",
    "mail.as_sent",
    "portfolio.export_csv",
    "portfolio.export_xlsx",
    "statistics.export_xlsx",
    "exports.download",
    "archives.whole",
    "walls.points",
    "candidates.points",
    "maps.tiles",
    "processes.document",
    "imports.template",
    "imports.problems",
    "setup.begin",
}
"""Addresses that answer GET with something other than a page."""
