//! What holds for every history: many people issue many commands, good and bad, and the rules stand.

use proptest::prelude::*;

use super::tests::{accepted, valid};
use super::*;
use crate::check::{Holding, HoldingState, check_for_submit};
use crate::sample::{self, PLACES, PROFILES, Person, RND_GUESTS, RND_TUEBINGEN, day, item_id};

/// Longest history tried.
const STEPS: usize = 24;

/// What somebody tries next. What depends on the request (its draft, its items) is filled in when it is tried.
#[derive(Clone, Debug)]
enum Attempt {
    Edit(Draft),
    Submit,
    Return(Reason),
    Decide(Decision),
    /// The action with content that is right.
    Valid(Action),
}

/// Where a history begins, and what is tried in it.
type History = (RequestStatus, Vec<(Person, Attempt)>);

/// One command that was accepted.
struct Step {
    actor: Actor,
    before: AccessRequest,
    events: Vec<Event>,
    after: AccessRequest,
}

fn person() -> impl Strategy<Value = Person> {
    // Those who can do something come up more often, or in most histories little would happen.
    prop_oneof![
        2 => Just(Person::Applicant),
        2 => Just(Person::ApplicantWhoDecides),
        4 => Just(Person::Coordinator),
        3 => prop::sample::select(Person::ALL),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let application = prop_oneof![4 => Just(Some("CPMS")), 1 => Just(None), 1 => Just(Some("HILUM"))];
    let place = prop_oneof![
        3 => Just(Some(RND_TUEBINGEN)),
        1 => Just(Some(RND_GUESTS)),
        1 => prop::option::of(prop::sample::select(PLACES)),
    ];
    let profiles = prop_oneof![
        3 => prop::sample::subsequence(PROFILES, 0..=PROFILES.len()).prop_map(Vec::from),
        2 => Just(vec!["hp"]),
        2 => Just(vec!["hp", "coordinator"]),
        1 => Just(vec!["guest"]),
        1 => prop::collection::vec(prop::sample::select(&["hp", "surgeon", ""][..]), 0..30),
    ];
    let until = prop::option::of((-9_i64..99).prop_map(day));
    let comment = prop::option::of(any::<String>());
    (application, place, profiles, comment, until).prop_map(
        |(application, organisation, profiles, comment, requested_until)| Draft {
            application: application.map(String::from),
            organisation,
            profiles: profiles.into_iter().map(String::from).collect(),
            comment,
            requested_until,
        },
    )
}

fn reason() -> impl Strategy<Value = Reason> {
    (prop::sample::select(ReasonCode::ALL), prop::option::of(any::<String>()))
        .prop_map(|(code, text)| Reason { code, text })
}

fn decision() -> impl Strategy<Value = Decision> {
    let item = (0_usize..3, prop::sample::select(Verdict::ALL))
        .prop_map(|(n, verdict)| ItemDecision { item: item_id(n), verdict });
    let one = item.clone().prop_map(|item| vec![item]);
    let items = prop_oneof![3 => one, 1 => prop::collection::vec(item, 0..4)];
    let good = Reason { code: ReasonCode::NotAMember, text: None };
    let reason = prop_oneof![2 => Just(Some(good)), 1 => prop::option::of(reason())];
    let valid_until = prop::option::weighted(0.2, (-9_i64..200).prop_map(day));
    let held = prop::collection::vec(prop::sample::select(PROFILES).prop_map(String::from), 0..2);
    (items, reason, valid_until, held).prop_map(|(items, reason, valid_until, held)| Decision {
        items,
        reason,
        valid_until,
        guest_days: GUEST_DAYS,
        held,
    })
}

fn attempt() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        2 => draft().prop_map(Attempt::Edit),
        3 => Just(Attempt::Submit),
        1 => reason().prop_map(Attempt::Return),
        6 => decision().prop_map(Attempt::Decide),
        4 => prop::sample::select(Action::ALL).prop_map(Attempt::Valid),
    ]
}

fn histories() -> impl Strategy<Value = History> {
    let start = [RequestStatus::Draft, RequestStatus::Submitted, RequestStatus::Returned];
    (prop::sample::select(start.to_vec()), prop::collection::vec((person(), attempt()), 1..STEPS))
}

/// As the server does: what is submitted is what the check makes of the draft.
fn submit(request: &AccessRequest) -> Option<Command> {
    let facts = request.draft.organisation.map(sample::facts).unwrap_or_default();
    let submission = check_for_submit(&request.draft, &facts, day(0)).ok()?;
    let ids = (0..submission.profiles.len()).map(item_id).collect();
    Some(Command::Submit(submission, ids))
}

/// Carries out a history and gives what was accepted of it.
fn run((start, attempts): History) -> Vec<Step> {
    let items = [("hp", ItemStatus::Pending), ("researcher", ItemStatus::Pending)];
    let mut request = sample::request(start, RND_TUEBINGEN, &items);
    let mut steps = Vec::new();
    for (person, attempt) in attempts {
        let actor = person.actor();
        let command = match attempt {
            Attempt::Edit(draft) => Some(Command::Edit(draft)),
            Attempt::Submit => submit(&request),
            Attempt::Return(reason) => Some(Command::Return(reason)),
            Attempt::Decide(decision) => Some(Command::Decide(decision)),
            Attempt::Valid(action) => Some(valid(&request, action)),
        };
        let Some(Ok(events)) = command.map(|command| handle(&request, command, &actor, day(0))) else {
            continue;
        };
        let before = request.clone();
        events.iter().for_each(|event| apply(&mut request, event));
        let discarded = events.contains(&Event::Discarded);
        steps.push(Step { actor, before, events, after: request.clone() });
        if discarded {
            break;
        }
    }
    steps
}

fn is_decided(item: &Item) -> bool {
    match item.status {
        ItemStatus::Approved | ItemStatus::Rejected => true,
        ItemStatus::Pending | ItemStatus::Withdrawn => false,
    }
}

fn decides_an_item(event: &Event) -> bool {
    match event {
        Event::Approved { .. } | Event::Rejected { .. } => true,
        Event::Edited { .. }
        | Event::Submitted { .. }
        | Event::Discarded
        | Event::Withdrawn
        | Event::Returned { .. } => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// R5. A grant is made from an `Approved` event and from nothing else.
    #[test]
    fn nothing_is_approved_without_another_person_who_decides_for_that_network(history in histories()) {
        for Step { actor, before, events, .. } in run(history) {
            if events.iter().any(decides_an_item) {
                prop_assert_ne!(actor.account, before.applicant);
                let network = before.network.expect("known from submission on");
                prop_assert!(actor.rights.iter().any(|right| right.decides && right.network == network));
            }
        }
    }

    #[test]
    fn a_returned_request_is_never_decided(history in histories()) {
        for Step { before, events, .. } in run(history) {
            if events.iter().any(decides_an_item) {
                prop_assert_eq!(before.status, RequestStatus::Submitted);
            }
        }
    }

    #[test]
    fn a_decided_item_never_changes(history in histories()) {
        for Step { before, after, .. } in run(history) {
            for item in before.items.iter().filter(|item| is_decided(item)) {
                prop_assert!(after.items.contains(item), "{item:?} became {:?}", after.items);
            }
        }
    }

    #[test]
    fn a_decided_request_has_nothing_pending_and_a_submitted_one_has_something(history in histories()) {
        for Step { after, .. } in run(history) {
            let pending = after.items.iter().any(|item| item.status == ItemStatus::Pending);
            match after.status {
                RequestStatus::Submitted => prop_assert!(pending),
                RequestStatus::Decided | RequestStatus::Withdrawn => prop_assert!(!pending),
                RequestStatus::Draft | RequestStatus::Returned => {}
            }
        }
    }

    /// R19.
    #[test]
    fn allowed_actions_is_what_handle_accepts(history in histories()) {
        for Step { after, .. } in run(history) {
            for person in Person::ALL {
                let actor = person.actor();
                prop_assert_eq!(allowed_actions(&after, &actor), accepted(&after, &actor), "{:?}", person);
            }
        }
    }

    #[test]
    fn check_for_submit_answers_every_draft_with_a_submission_or_with_faults(
        draft in draft(),
        place in prop::option::of(prop::sample::select(PLACES)),
        held in prop::collection::vec((prop::sample::select(PLACES), prop::sample::select(PROFILES)), 0..3),
    ) {
        let mut facts = place.map(sample::facts).unwrap_or_default();
        facts.holdings = held
            .into_iter()
            .map(|(organisation, profile)| Holding {
                network: sample::place(organisation).network,
                organisation,
                profile: profile.into(),
                state: HoldingState::Held,
                request: None,
            })
            .collect();
        match check_for_submit(&draft, &facts, day(0)) {
            Ok(submission) => {
                prop_assert_eq!(Some(submission.organisation.id), draft.organisation);
                prop_assert!(submission.organisation.is_requestable());
                let codes: Vec<String> = submission.profiles.into_iter().map(|p| p.code).collect();
                prop_assert_eq!(codes, draft.profiles);
            }
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}

/// The properties above would hold of histories in which nothing ever happens.
#[test]
fn the_histories_tried_reach_every_state_and_every_action() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use std::collections::BTreeSet;

    let mut runner = TestRunner::deterministic();
    let (mut states, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..1000 {
        let history = histories().new_tree(&mut runner).expect("a history").current();
        for step in run(history) {
            states.insert(step.after.status);
            kinds.extend(step.events.iter().filter_map(Event::kind).map(crate::fact::Kind::as_str));
        }
    }
    assert_eq!(states, RequestStatus::ALL.iter().copied().collect());
    assert_eq!(
        kinds,
        ["submitted", "returned", "withdrawn", "item_approved", "item_rejected"].into_iter().collect()
    );
}
