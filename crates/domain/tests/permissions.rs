//! `docs/permissions.md` is what the code says (invariant 3): rewritten by `cargo xtask permissions`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(unreachable_pub, reason = "what tests share is shared by all of them")]

use std::fmt::Write;

use hilum_domain::access_request::{self, AccessRequest, Draft, Item, ItemStatus, RequestStatus};
use hilum_domain::account::{self, AccountStatus};
use hilum_domain::catalogue::{PORTAL, ProfileLevel};
use hilum_domain::grant::{self, Grant, GrantStatus};
use hilum_domain::policy::{Actor, Capability, PortalRole, Right};
use hilum_domain::{AccountId, ItemId, Moment, OrganisationId};
use uuid::Uuid;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md");
const HERE: OrganisationId = OrganisationId(Uuid::from_u128(1));
const ELSEWHERE: OrganisationId = OrganisationId(Uuid::from_u128(2));
const OWNER: AccountId = AccountId(Uuid::from_u128(3));
const OTHER: AccountId = AccountId(Uuid::from_u128(4));

#[test]
fn the_permissions_document_is_what_the_code_says() {
    let document = document();
    if std::env::var_os("HILUM_WRITE_DOCS").is_some() {
        std::fs::write(FILE, &document).expect("docs/permissions.md can be written");
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(written == document, "docs/permissions.md is stale: run `cargo xtask permissions`");
}

fn document() -> String {
    let mut text = String::from(
        "# Permissions\n\n\
         What the code allows, printed from it: `cargo xtask permissions` rewrites this file and a test fails when \
         it is stale. The same functions answer `allowed_actions` and guard the commands (R19, invariant 3).\n\n\
         *read*: may see it. —: may not know that it exists.\n",
    );
    requests(&mut text);
    grants(&mut text);
    accounts(&mut text);
    capabilities(&mut text);
    text
}

fn requests(text: &mut String) {
    let network = |decides_for| right("CPMS", decides_for, "coordinator");
    let columns = [
        ("applicant", OWNER, None),
        ("applicant who decides for the network", OWNER, Some(network(HERE))),
        ("coordinator of the network", OTHER, Some(network(HERE))),
        ("coordinator of another network", OTHER, Some(network(ELSEWHERE))),
        ("helpdesk", OTHER, Some(portal(PortalRole::Helpdesk))),
        ("administrator", OTHER, Some(portal(PortalRole::Administrator))),
        ("auditor", OTHER, Some(portal(PortalRole::Auditor))),
        ("somebody else", OTHER, None),
    ]
    .map(|(name, account, right)| (name, Actor { account, rights: right.into_iter().collect() }));
    let rows = [
        ("draft", request(RequestStatus::Draft, None)),
        ("submitted", request(RequestStatus::Submitted, Some(ItemStatus::Pending))),
        ("submitted, some items decided", request(RequestStatus::Submitted, Some(ItemStatus::Approved))),
        ("returned", request(RequestStatus::Returned, Some(ItemStatus::Pending))),
        ("decided", request(RequestStatus::Decided, Some(ItemStatus::Approved))),
        ("withdrawn", request(RequestStatus::Withdrawn, Some(ItemStatus::Withdrawn))),
    ];
    let covered: Vec<_> = rows.iter().map(|(_, request)| request.status).collect();
    assert!(RequestStatus::ALL.iter().all(|status| covered.contains(status)), "a state has no row");

    text.push_str("\n## Access requests\n\n");
    table(text, "state", &columns, &rows, |request, actor| {
        let actions = access_request::allowed_actions(request, actor).into_iter().map(|a| a.as_str());
        cell(access_request::may_read(request, actor), actions.collect())
    });
    text.push_str(
        "\nNobody decides or returns their own request, whatever they hold: `self_decision` (R5). \
         An application's own deciders are those who hold a profile of it that *decides* (Coordinator, Dispatcher) \
         in that network at that moment.\n",
    );
}

fn grants(text: &mut String) {
    let columns = [
        ("holder", OWNER, None),
        ("holder at the helpdesk", OWNER, Some(portal(PortalRole::Helpdesk))),
        ("coordinator of the network", OTHER, Some(right("CPMS", HERE, "coordinator"))),
        ("coordinator of another network", OTHER, Some(right("CPMS", ELSEWHERE, "coordinator"))),
        ("helpdesk", OTHER, Some(portal(PortalRole::Helpdesk))),
        ("administrator", OTHER, Some(portal(PortalRole::Administrator))),
        ("auditor", OTHER, Some(portal(PortalRole::Auditor))),
        ("somebody else", OTHER, None),
    ]
    .map(|(name, account, right)| (name, Actor { account, rights: right.into_iter().collect() }));
    let rows: Vec<_> = GrantStatus::ALL.iter().map(|status| (status.as_str(), a_grant(*status))).collect();

    text.push_str("\n## Grants\n\n");
    table(text, "state", &columns, &rows, |grant, actor| {
        let actions = grant::allowed_actions(grant, actor, now()).into_iter().map(|a| a.as_str());
        cell(grant::may_read(grant, actor), actions.collect())
    });
    text.push_str(
        "\nA grant whose end has passed counts as *ended*, even before that is written down (R9).\n",
    );
}

fn accounts(text: &mut String) {
    let columns = [
        ("the person", OWNER, None),
        ("the person, at the helpdesk", OWNER, Some(portal(PortalRole::Helpdesk))),
        ("coordinator", OTHER, Some(right("CPMS", HERE, "coordinator"))),
        ("helpdesk", OTHER, Some(portal(PortalRole::Helpdesk))),
        ("administrator", OTHER, Some(portal(PortalRole::Administrator))),
        ("auditor", OTHER, Some(portal(PortalRole::Auditor))),
        ("somebody else", OTHER, None),
    ]
    .map(|(name, account, right)| (name, Actor { account, rights: right.into_iter().collect() }));
    let rows: Vec<_> = AccountStatus::ALL.iter().map(|status| (status.as_str(), *status)).collect();

    text.push_str("\n## Accounts\n\n");
    table(text, "state", &columns, &rows, |status, actor| {
        let actions = account::allowed_actions(OWNER, *status, actor).into_iter().map(|a| a.as_str());
        cell(account::may_read(actor), actions.collect())
    });
    text.push_str(
        "\nWhat people may do with their own account (names, password, second factors, closing it) is under `/me` and \
         asks nobody. The helpdesk shows two-step verification of the last ten minutes; the last who decides for a \
         network stays (R8), and so does the last administrator, auditor or helpdesk.\n",
    );
}

fn capabilities(text: &mut String) {
    let columns = [
        ("Coordinator, Dispatcher", Some(right("CPMS", HERE, "coordinator"))),
        ("Helpdesk", Some(portal(PortalRole::Helpdesk))),
        ("Administrator", Some(portal(PortalRole::Administrator))),
        ("Auditor", Some(portal(PortalRole::Auditor))),
        ("any other profile", None),
    ]
    .map(|(name, right)| (name, Actor { account: OTHER, rights: right.into_iter().collect() }));
    let rows: Vec<_> = Capability::ALL.iter().map(|capability| (capability.as_str(), *capability)).collect();

    text.push_str("\n## Capabilities\n\nWhat opens a part of the portal; the tables above say what may be done there.\n\n");
    table(text, "capability", &columns, &rows, |capability, actor| {
        if actor.can(*capability) { "yes".into() } else { "no".into() }
    });
}

/// A Markdown table: one row per thing, one column per person.
fn table<T>(
    text: &mut String,
    corner: &str,
    columns: &[(&str, Actor)],
    rows: &[(&str, T)],
    cell: impl Fn(&T, &Actor) -> String,
) {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    writeln!(text, "| {corner} | {} |", names.join(" | ")).expect("a String takes everything");
    writeln!(text, "|{}", "---|".repeat(columns.len() + 1)).expect("a String takes everything");
    for (name, thing) in rows {
        let cells: Vec<String> = columns.iter().map(|(_, actor)| cell(thing, actor)).collect();
        let name = name.replace('_', " ");
        writeln!(text, "| **{name}** | {} |", cells.join(" | ")).expect("a String takes everything");
    }
}

fn cell(readable: bool, actions: Vec<&str>) -> String {
    assert!(readable || actions.is_empty(), "something may be done that may not be known");
    match (readable, actions.is_empty()) {
        (false, _) => "—".into(),
        (true, true) => "read".into(),
        (true, false) => format!("read, {}", actions.join(", ")),
    }
}

fn right(application: &str, network: OrganisationId, profile: &str) -> Right {
    Right {
        application: application.into(),
        network,
        profile: profile.into(),
        decides: profile == "coordinator",
    }
}

fn portal(role: PortalRole) -> Right {
    right(PORTAL, OrganisationId(Uuid::from_u128(5)), role.as_str())
}

/// A request of `OWNER` to `HERE` whose first item stands so; a second one is still pending while that is possible.
fn request(status: RequestStatus, first: Option<ItemStatus>) -> AccessRequest {
    let item = |n: u128, status| Item {
        id: ItemId(Uuid::from_u128(n)),
        profile: format!("profile{n}"),
        level: ProfileLevel::Provider,
        requires: Vec::new(),
        status,
    };
    let second = if status == RequestStatus::Submitted { Some(ItemStatus::Pending) } else { first };
    let items = first.into_iter().chain(second).zip(6..).map(|(status, n)| item(n, status)).collect();
    AccessRequest {
        id: Uuid::from_u128(9).into(),
        applicant: OWNER,
        status,
        draft: Draft { application: Some("CPMS".into()), ..Draft::default() },
        network: (status != RequestStatus::Draft).then_some(HERE),
        items,
    }
}

fn a_grant(status: GrantStatus) -> Grant {
    Grant {
        id: Uuid::from_u128(8).into(),
        account: OWNER,
        application: "CPMS".into(),
        organisation: HERE,
        network: HERE,
        profile: "hp".into(),
        status,
        valid_from: None,
        valid_until: None,
    }
}

fn now() -> Moment {
    Moment::from_timestamp(1_800_000_000, 0).expect("a moment of this millennium")
}
