use super::*;
use crate::check::check_for_submit;
use crate::sample::{self, Person, RND_TUEBINGEN, day, item_id, request};

/// A command of that kind with nothing wrong in it.
pub(super) fn valid(request: &AccessRequest, action: Action) -> Command {
    let submission = || {
        let facts = sample::facts(RND_TUEBINGEN);
        check_for_submit(&sample::draft(RND_TUEBINGEN, &["hp"]), &facts, day(0)).expect("a good draft")
    };
    let pending = request.items.iter().filter(|item| item.status == ItemStatus::Pending);
    match action {
        Action::Edit => Command::Edit(Draft::default()),
        Action::Submit => Command::Submit(submission(), vec![item_id(0)]),
        Action::Discard => Command::Discard,
        Action::Withdraw => Command::Withdraw,
        Action::Return => Command::Return(Reason { code: ReasonCode::WrongProfile, text: None }),
        Action::Decide => Command::Decide(Decision {
            items: pending.map(|item| ItemDecision { item: item.id, verdict: Verdict::Reject }).collect(),
            reason: Some(Reason { code: ReasonCode::WrongProfile, text: None }),
            valid_until: None,
            guest_days: GUEST_DAYS,
            held: Vec::new(),
        }),
    }
}

/// The actions that `handle` accepts from that person, each with valid content.
pub(super) fn accepted(request: &AccessRequest, actor: &Actor) -> Vec<Action> {
    let accepts = |action: &Action| handle(request, valid(request, *action), actor, day(0)).is_ok();
    Action::ALL.iter().copied().filter(accepts).collect()
}

/// Who may do what to this request; whoever is not named may do nothing.
#[track_caller]
fn check(request: AccessRequest, expect: &[(Person, &str)]) {
    for person in Person::ALL {
        let named = expect.iter().find(|(who, _)| who == person).map_or("", |(_, actions)| actions);
        let actions: Vec<&str> =
            accepted(&request, &person.actor()).into_iter().map(Action::as_str).collect();
        assert_eq!(actions.join(" "), named, "{person:?}");
    }
}

#[track_caller]
fn refused(request: &AccessRequest, person: Person, action: Action, expect: Rejection) {
    assert_eq!(handle(request, valid(request, action), &person.actor(), day(0)), Err(expect));
}

fn in_status(status: RequestStatus, item: ItemStatus) -> AccessRequest {
    request(status, RND_TUEBINGEN, &[("hp", item), ("researcher", item)])
}

fn half_decided() -> AccessRequest {
    let items = [("hp", ItemStatus::Approved), ("researcher", ItemStatus::Pending)];
    request(RequestStatus::Submitted, RND_TUEBINGEN, &items)
}

#[test]
fn a_draft_is_its_writers_alone() {
    let mine = "edit submit discard";
    check(
        in_status(RequestStatus::Draft, ItemStatus::Pending),
        &[(Person::Applicant, mine), (Person::ApplicantWhoDecides, mine)],
    );
}

#[test]
fn a_submitted_request_is_decided_by_its_own_network_and_never_by_its_applicant() {
    check(
        in_status(RequestStatus::Submitted, ItemStatus::Pending),
        &[
            (Person::Applicant, "withdraw"),
            (Person::ApplicantWhoDecides, "withdraw"),
            (Person::Coordinator, "return decide"),
        ],
    );
}

#[test]
fn a_half_decided_request_cannot_be_returned() {
    check(
        half_decided(),
        &[
            (Person::Applicant, "withdraw"),
            (Person::ApplicantWhoDecides, "withdraw"),
            (Person::Coordinator, "decide"),
        ],
    );
}

#[test]
fn a_returned_request_is_back_with_its_applicant_and_cannot_be_decided() {
    let mine = "edit submit withdraw";
    check(
        in_status(RequestStatus::Returned, ItemStatus::Pending),
        &[(Person::Applicant, mine), (Person::ApplicantWhoDecides, mine)],
    );
}

#[test]
fn nothing_can_be_done_to_a_decided_or_withdrawn_request() {
    check(in_status(RequestStatus::Decided, ItemStatus::Approved), &[]);
    check(in_status(RequestStatus::Withdrawn, ItemStatus::Withdrawn), &[]);
}

#[test]
fn a_refusal_says_whether_it_is_the_person_or_the_state() {
    let submitted = in_status(RequestStatus::Submitted, ItemStatus::Pending);
    let decided = in_status(RequestStatus::Decided, ItemStatus::Approved);
    refused(&submitted, Person::ApplicantWhoDecides, Action::Decide, Rejection::SelfDecision);
    refused(&submitted, Person::ApplicantWhoDecides, Action::Return, Rejection::SelfDecision);
    refused(&submitted, Person::Applicant, Action::Decide, Rejection::NotEntitled);
    refused(&submitted, Person::CoordinatorOfLung, Action::Decide, Rejection::NotEntitled);
    refused(&submitted, Person::Administrator, Action::Decide, Rejection::NotEntitled);
    refused(&submitted, Person::Coordinator, Action::Withdraw, Rejection::NotEntitled);
    refused(&submitted, Person::Applicant, Action::Edit, Rejection::WrongState);
    refused(&decided, Person::Coordinator, Action::Decide, Rejection::WrongState);
    // Who is not entitled learns nothing about the state.
    refused(&decided, Person::SomebodyElse, Action::Decide, Rejection::NotEntitled);
    refused(&half_decided(), Person::Coordinator, Action::Return, Rejection::WrongState);
}

#[test]
fn a_draft_is_read_by_its_writer_and_a_submitted_request_also_by_who_decides_helps_or_checks() {
    let readers = |request: AccessRequest| -> Vec<Person> {
        Person::ALL.iter().copied().filter(|person| may_read(&request, &person.actor())).collect()
    };
    let own = [Person::Applicant, Person::ApplicantWhoDecides];
    assert_eq!(readers(in_status(RequestStatus::Draft, ItemStatus::Pending)), own);
    for status in [RequestStatus::Submitted, RequestStatus::Returned, RequestStatus::Decided] {
        let others = [Person::Coordinator, Person::Helpdesk, Person::Auditor];
        assert_eq!(readers(in_status(status, ItemStatus::Pending)), [own.as_slice(), &others].concat());
    }
}

#[test]
fn withdrawing_takes_back_what_is_pending_and_leaves_what_was_approved() {
    let mut request = half_decided();
    apply(&mut request, &Event::Withdrawn);
    assert_eq!(request.status, RequestStatus::Withdrawn);
    assert_eq!(
        request.items.iter().map(|i| i.status).collect::<Vec<_>>(),
        [ItemStatus::Approved, ItemStatus::Withdrawn]
    );
}

#[test]
fn a_returned_request_that_is_mended_and_submitted_again_starts_afresh() {
    let mut request = in_status(RequestStatus::Returned, ItemStatus::Pending);
    let events = handle(&request, valid(&request, Action::Submit), &Person::Applicant.actor(), day(0));
    apply(&mut request, &events.unwrap()[0]);
    assert_eq!(request.status, RequestStatus::Submitted);
    assert_eq!(request.items.iter().map(|i| i.profile.as_str()).collect::<Vec<_>>(), ["hp"]);
}

#[test]
fn saving_a_draft_only_minds_sizes() {
    let nonsense =
        Draft { application: Some("?".into()), profiles: vec!["hp".into(); 2], ..Draft::default() };
    assert_eq!(check_draft(&nonsense), Ok(()));
    let huge = Draft { comment: Some("x".repeat(8001)), profiles: vec!["x".repeat(101)], ..Draft::default() };
    assert_eq!(
        sample::notes(&check_draft(&huge).unwrap_err()),
        ["profiles[0] too_long max=100", "comment too_long max=8000"]
    );
}
