use super::*;
use crate::access_request::RequestStatus;
use crate::sample::{RND_GUESTS, RND_TUEBINGEN, day, item_id, notes, request};

const PENDING: ItemStatus = ItemStatus::Pending;

fn hp_and_coordinator() -> AccessRequest {
    request(RequestStatus::Submitted, RND_TUEBINGEN, &[("hp", PENDING), ("coordinator", PENDING)])
}

fn guest() -> AccessRequest {
    request(RequestStatus::Submitted, RND_GUESTS, &[("guest", PENDING)])
}

/// Decides the items in their order: `+` approves, `-` rejects; anything else leaves the item alone.
fn verdicts(signs: &str) -> Decision {
    let decided = |(n, sign)| {
        let verdict = match sign {
            '+' => Some(Verdict::Approve),
            '-' => Some(Verdict::Reject),
            _ => None,
        };
        verdict.map(|verdict| ItemDecision { item: item_id(n), verdict })
    };
    Decision {
        items: signs.chars().enumerate().filter_map(decided).collect(),
        reason: None,
        valid_until: None,
        guest_days: GUEST_DAYS,
        held: Vec::new(),
    }
}

fn because(code: ReasonCode, text: Option<&str>) -> Option<Reason> {
    Some(Reason { code, text: text.map(String::from) })
}

/// What comes of a decision today: `hp approved until day 90`, or the faults.
#[track_caller]
fn check(request: AccessRequest, decision: Decision, expect: &[&str]) {
    let name = |id: &ItemId| {
        request.items.iter().find(|item| item.id == *id).map(|item| item.profile.clone()).unwrap_or_default()
    };
    let event = |event: &Event| match event {
        Event::Approved { item, valid_until: None } => format!("{} approved", name(item)),
        Event::Approved { item, valid_until: Some(until) } => {
            format!("{} approved until day {}", name(item), (*until - day(0)).num_days())
        }
        Event::Rejected { item, reason } => format!("{} rejected: {}", name(item), reason.code),
        Event::Edited { .. }
        | Event::Submitted { .. }
        | Event::Discarded
        | Event::Withdrawn
        | Event::Returned { .. } => panic!("a decision does not make {event:?}"),
    };
    let outcome = match decision.decide(&request, day(0)) {
        Ok(events) => events.iter().map(event).collect(),
        Err(faults) => notes(&faults),
    };
    assert_eq!(outcome, expect);
}

#[test]
fn each_item_is_decided_on_its_own() {
    check(hp_and_coordinator(), verdicts("++"), &["hp approved", "coordinator approved"]);
    check(hp_and_coordinator(), verdicts("+ "), &["hp approved"]);
    let mixed = Decision { reason: because(ReasonCode::WrongProfile, None), ..verdicts("+-") };
    check(hp_and_coordinator(), mixed, &["hp approved", "coordinator rejected: wrong_profile"]);
}

#[test]
fn a_decision_names_items_that_are_there_once_and_not_decided_yet() {
    check(hp_and_coordinator(), verdicts(""), &["items required"]);
    check(hp_and_coordinator(), verdicts("  +"), &["items[0].id not_found"]);
    let twice = || ItemDecision { item: item_id(0), verdict: Verdict::Approve };
    let doubled = Decision { items: vec![twice(), twice()], ..verdicts("") };
    check(hp_and_coordinator(), doubled, &["items[1].id duplicate"]);
    let mut half = hp_and_coordinator();
    half.items[0].status = ItemStatus::Approved;
    check(half, verdicts("+"), &["items[0].id already_decided"]);
}

#[test]
fn r2_what_requires_hp_is_not_approved_without_it() {
    let requires = "items[1].decision requires profile=hp";
    let rejecting_hp = Decision { reason: because(ReasonCode::NotAMember, None), ..verdicts("-+") };
    check(hp_and_coordinator(), rejecting_hp, &[requires]);
    check(hp_and_coordinator(), verdicts(" +"), &["items[0].decision requires profile=hp"]);
    let holder = Decision { held: vec!["hp".into()], ..verdicts(" +") };
    check(hp_and_coordinator(), holder, &["coordinator approved"]);
    let mut half = hp_and_coordinator();
    half.items[0].status = ItemStatus::Approved;
    check(half, verdicts(" +"), &["coordinator approved"]);
}

#[test]
fn r6_rejecting_needs_a_reason_and_some_reasons_need_words() {
    let rejecting = |reason| Decision { reason, ..verdicts("--") };
    let done = ["hp rejected: other", "coordinator rejected: other"];
    check(hp_and_coordinator(), rejecting(None), &["reason required"]);
    check(hp_and_coordinator(), rejecting(because(ReasonCode::Other, None)), &["reason.text needs_text"]);
    check(
        hp_and_coordinator(),
        rejecting(because(ReasonCode::Other, Some("  "))),
        &["reason.text needs_text"],
    );
    check(hp_and_coordinator(), rejecting(because(ReasonCode::Other, Some("left in May"))), &done);
    let long = "x".repeat(2001);
    let wordy = rejecting(because(ReasonCode::NotAMember, Some(&long)));
    check(hp_and_coordinator(), wordy, &["reason.text too_long max=2000"]);
    let needing_text = ReasonCode::ALL.iter().filter(|code| code.needs_text());
    assert_eq!(needing_text.map(|code| code.as_str()).collect::<Vec<_>>(), ["more_information", "other"]);
}

#[test]
fn r6_approving_may_carry_an_end_that_lies_ahead() {
    let until = |days| Decision { valid_until: Some(day(days)), ..verdicts("+") };
    check(hp_and_coordinator(), until(1), &["hp approved until day 1"]);
    check(hp_and_coordinator(), until(1000), &["hp approved until day 1000"]);
    check(hp_and_coordinator(), until(0), &["valid_until must_be_future"]);
    check(hp_and_coordinator(), until(-1), &["valid_until must_be_future"]);
}

#[test]
fn what_was_asked_for_until_a_day_ends_that_day_and_a_late_approval_names_another() {
    let asked = |days| {
        let mut request = hp_and_coordinator();
        request.draft.requested_until = Some(day(days));
        request
    };
    check(asked(30), verdicts("+"), &["hp approved until day 30"]);
    let sooner = Decision { valid_until: Some(day(10)), ..verdicts("+") };
    check(asked(30), sooner, &["hp approved until day 10"]);
    check(asked(-1), verdicts("+"), &["valid_until required"]);
    let later = Decision { valid_until: Some(day(10)), ..verdicts("+") };
    check(asked(-1), later, &["hp approved until day 10"]);
    let rejecting = Decision { reason: because(ReasonCode::NoClinicalNeed, None), ..verdicts("-") };
    check(asked(-1), rejecting, &["hp rejected: no_clinical_need"]);
}

#[test]
fn r3_guest_access_always_ends_after_90_days_at_most_unless_the_network_says_otherwise() {
    check(guest(), verdicts("+"), &["guest approved until day 90"]);
    let network_says = Decision { guest_days: 30, ..verdicts("+") };
    check(guest(), network_says, &["guest approved until day 30"]);
    let sooner = Decision { valid_until: Some(day(7)), ..verdicts("+") };
    check(guest(), sooner, &["guest approved until day 7"]);
    let too_late = Decision { valid_until: Some(day(91)), ..verdicts("+") };
    let latest = format!("valid_until too_late max={}", day(90).to_rfc3339());
    check(guest(), too_late, &[latest.as_str()]);
    let mut asked_for_a_year = guest();
    asked_for_a_year.draft.requested_until = Some(day(365));
    check(asked_for_a_year, verdicts("+"), &["guest approved until day 90"]);
}

#[test]
fn every_fault_of_a_decision_is_named_at_once() {
    let decision = Decision { valid_until: Some(day(-1)), ..verdicts("-++") };
    check(
        hp_and_coordinator(),
        decision,
        &[
            "items[2].id not_found",
            "items[1].decision requires profile=hp",
            "reason required",
            "valid_until must_be_future",
        ],
    );
}
