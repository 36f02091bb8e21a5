use super::*;
use crate::sample::{self, LUNG, RND, RND_GERMANY, RND_GUESTS, RND_TUEBINGEN, RND_ULM, day, notes};

/// Somebody who asks for HP at Tübingen and holds nothing yet; `change` says what is different.
#[track_caller]
fn check(change: impl FnOnce(&mut Draft, &mut Facts), expect: &[&str]) {
    let mut draft = sample::draft(RND_TUEBINGEN, &["hp"]);
    let mut facts = sample::facts(RND_TUEBINGEN);
    change(&mut draft, &mut facts);
    let found = check_for_submit(&draft, &facts, day(0)).err().unwrap_or_default();
    assert_eq!(notes(&found), expect);
}

/// The same, at `place` and for `profiles`.
#[track_caller]
fn check_at(place: OrganisationId, profiles: &[&str], holdings: &[Holding], expect: &[&str]) {
    let change = |draft: &mut Draft, facts: &mut Facts| {
        *draft = sample::draft(place, profiles);
        *facts = sample::facts(place);
        facts.holdings = holdings.to_vec();
    };
    check(change, expect);
}

fn holding(place: OrganisationId, profile: &str, state: HoldingState) -> Holding {
    let network = sample::place(place).network;
    Holding { network, organisation: place, profile: profile.into(), state, request: None }
}

fn held(place: OrganisationId, profile: &str) -> Holding {
    holding(place, profile, HoldingState::Held)
}

fn pending(place: OrganisationId, profile: &str) -> Holding {
    holding(place, profile, HoldingState::Pending)
}

#[test]
fn a_complete_draft_becomes_a_submission_in_the_order_asked_for() {
    let draft = sample::draft(RND_TUEBINGEN, &["researcher", "hp"]);
    let submission = check_for_submit(&draft, &sample::facts(RND_TUEBINGEN), day(0)).unwrap();
    assert_eq!(submission.organisation.network, RND);
    assert_eq!(submission.profiles.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["researcher", "hp"]);
}

#[test]
fn r1_only_a_provider_or_a_guest_node_can_be_requested() {
    check_at(RND_TUEBINGEN, &["hp"], &[], &[]);
    check_at(RND_GUESTS, &["guest"], &[], &[]);
    check_at(RND, &["hp"], &[], &["organisation_id not_requestable"]);
    check_at(RND_GERMANY, &["hp"], &[], &["organisation_id not_requestable"]);
}

#[test]
fn r2_at_least_one_profile_and_what_it_requires() {
    check_at(RND_TUEBINGEN, &[], &[], &["profiles required"]);
    check_at(RND_TUEBINGEN, &["coordinator"], &[], &["profiles[0] requires profile=hp"]);
    check_at(RND_TUEBINGEN, &["coordinator", "hp"], &[], &[]);
    check_at(RND_TUEBINGEN, &["coordinator"], &[held(RND_ULM, "hp")], &[]);
    let elsewhere = held(sample::LUNG_PARIS, "hp");
    check_at(RND_TUEBINGEN, &["coordinator"], &[elsewhere], &["profiles[0] requires profile=hp"]);
    let not_yet = pending(RND_ULM, "hp");
    check_at(RND_TUEBINGEN, &["coordinator"], &[not_yet], &["profiles[0] requires profile=hp"]);
}

#[test]
fn r2_what_excludes_each_other_cannot_be_chosen_held_or_awaited_together_whichever_says_so() {
    let excluding = |profiles: &[&str], holdings: &[Holding], expect: &[&str]| {
        let change = |draft: &mut Draft, facts: &mut Facts| {
            *draft = sample::draft(RND_TUEBINGEN, profiles);
            facts.profiles.iter_mut().find(|p| p.code == "researcher").unwrap().excludes = vec!["hp".into()];
            facts.holdings = holdings.to_vec();
        };
        check(change, expect);
    };
    let both = ["profiles[0] excludes profile=researcher", "profiles[1] excludes profile=hp"];
    excluding(&["hp", "researcher"], &[], &both);
    excluding(&["researcher"], &[held(RND_ULM, "hp")], &["profiles[0] excludes profile=hp"]);
    excluding(&["researcher"], &[pending(RND_ULM, "hp")], &["profiles[0] excludes profile=hp"]);
    excluding(&["hp"], &[held(RND_ULM, "researcher")], &["profiles[0] excludes profile=researcher"]);
    excluding(&["hp"], &[held(sample::LUNG_PARIS, "researcher")], &[]);
}

#[test]
fn r3_guest_profiles_at_guest_nodes_and_nowhere_else() {
    check_at(RND_GUESTS, &["hp"], &[], &["profiles[0] wrong_level"]);
    check_at(RND_TUEBINGEN, &["guest"], &[], &["profiles[0] wrong_level"]);
    check_at(RND_GUESTS, &["guest", "guest_virtual_centre"], &[], &[]);
    check_at(RND_GUESTS, &["guest_virtual_centre"], &[], &["profiles[0] requires profile=guest"]);
}

#[test]
fn r4_what_is_held_or_pending_cannot_be_requested_again() {
    check_at(RND_TUEBINGEN, &["hp"], &[held(RND_TUEBINGEN, "hp")], &["profiles[0] already_held"]);
    check_at(RND_TUEBINGEN, &["hp"], &[pending(RND_TUEBINGEN, "hp")], &["profiles[0] already_pending"]);
    check_at(RND_TUEBINGEN, &["hp"], &[held(RND_ULM, "hp")], &[]);
    // A profile of the whole network is the same right at every provider of it.
    check_at(RND_TUEBINGEN, &["researcher"], &[held(RND_ULM, "researcher")], &["profiles[0] already_held"]);
    check_at(RND_TUEBINGEN, &["researcher"], &[held(LUNG, "researcher")], &[]);
    let request = RequestId(uuid::Uuid::from_u128(7));
    let known = Holding { request: Some(request), ..pending(RND_TUEBINGEN, "hp") };
    let note = format!("profiles[0] already_pending request={request}");
    check_at(RND_TUEBINGEN, &["hp"], &[known], &[note.as_str()]);
}

#[test]
fn r17_nothing_retired_unconfigured_or_of_the_portal_itself_can_be_requested() {
    let application = ["application not_requestable"];
    check(|_, facts| facts.application.as_mut().unwrap().status = NodeStatus::Retired, &application);
    check(|_, facts| facts.application.as_mut().unwrap().configured = false, &application);
    let portal = |draft: &mut Draft, facts: &mut Facts| {
        draft.application = Some(crate::catalogue::PORTAL.into());
        facts.application.as_mut().unwrap().code = crate::catalogue::PORTAL.into();
        facts.organisation.as_mut().unwrap().application = crate::catalogue::PORTAL.into();
    };
    check(portal, &application);
    let retired = |_: &mut Draft, facts: &mut Facts| {
        facts.organisation.as_mut().unwrap().status = NodeStatus::Retired;
    };
    check(retired, &["organisation_id not_requestable"]);
    check_at(RND_TUEBINGEN, &["database_manager"], &[], &["profiles[0] not_requestable"]);
    let closed = |_: &mut Draft, facts: &mut Facts| facts.profiles[1].requestable = false;
    check(closed, &["profiles[0] not_requestable"]);
}

#[test]
fn what_the_catalogue_does_not_know_is_not_found() {
    check(|_, facts| facts.application = None, &["application not_found"]);
    check(|_, facts| facts.organisation = None, &["organisation_id not_found"]);
    let of_another = |_: &mut Draft, facts: &mut Facts| {
        facts.organisation.as_mut().unwrap().application = "RAS-CHEM".into();
    };
    check(of_another, &["organisation_id not_found"]);
    check(|draft, _| draft.profiles = vec!["surgeon".into()], &["profiles[0] not_found"]);
}

#[test]
fn lists_texts_and_dates_have_limits() {
    check(|draft, _| draft.profiles.push("hp".into()), &["profiles[1] duplicate"]);
    check(|draft, _| draft.profiles = vec!["hp".into(); 21], &["profiles too_long max=20"]);
    check(|draft, _| draft.comment = Some("é".repeat(2000)), &[]);
    check(|draft, _| draft.comment = Some("é".repeat(2001)), &["comment too_long max=2000"]);
    check(|draft, _| draft.requested_until = Some(day(1)), &[]);
    check(|draft, _| draft.requested_until = Some(day(0)), &["requested_until must_be_future"]);
}

#[test]
fn r13_every_fault_is_named_at_once() {
    let nothing = ["application required", "organisation_id required", "profiles required"];
    check(|draft, _| *draft = Draft::default(), &nothing);
    let everything = |draft: &mut Draft, facts: &mut Facts| {
        facts.application.as_mut().unwrap().status = NodeStatus::Retired;
        facts.holdings = vec![held(RND_TUEBINGEN, "hp")];
        draft.profiles = ["guest", "hp", "hp", "surgeon", "database_manager"].map(String::from).into();
        draft.comment = Some("x".repeat(2001));
        draft.requested_until = Some(day(-1));
    };
    check(
        everything,
        &[
            "application not_requestable",
            "profiles[0] wrong_level",
            "profiles[1] already_held",
            "profiles[2] duplicate",
            "profiles[3] not_found",
            "profiles[4] not_requestable",
            "comment too_long max=2000",
            "requested_until must_be_future",
        ],
    );
}
