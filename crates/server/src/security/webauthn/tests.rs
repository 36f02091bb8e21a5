use super::*;

#[allow(unreachable_pub, reason = "the API tests share it")]
#[path = "../../../tests/api/support/authenticator.rs"]
mod authenticator;
use authenticator::Authenticator;

const ORIGIN: &str = "https://hilum.test";

fn passkeys() -> Passkeys {
    Passkeys::new(ORIGIN).unwrap().unwrap()
}

fn ana() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

fn registered(authenticator: &mut Authenticator) -> Registered {
    let begun = passkeys().begin_registration(ana(), "ana@klinik.example", "Ana", &[]).unwrap();
    passkeys().finish_registration(authenticator.create(&begun.options), begun.state).unwrap()
}

/// Registers, lets `misbehave` happen, and answers a question for a second step.
fn verification(misbehave: impl FnOnce(&mut Authenticator)) -> Result<String, Refusal> {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    misbehave(&mut authenticator);
    let begun = passkeys().begin_verification(&[known.credential_id]).unwrap();
    passkeys().finish_verification(authenticator.get(&begun.options), begun.state, &known.passkey, ana())
}

fn refused(result: Result<String, Refusal>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn the_place_is_the_host_and_this_machine_is_called_localhost() {
    let name = |url: &str| Passkeys::new(url).unwrap().map(|passkeys| passkeys.rp_id);
    assert_eq!(name("https://hilum.example:8443").as_deref(), Some("hilum.example"));
    for here in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"] {
        assert_eq!(name(here).as_deref(), Some("localhost"), "{here}");
    }
    for elsewhere in ["http://10.0.0.1:8080", "https://10.0.0.1", "http://hilum.example", "http://[fe80::1]"]
    {
        assert_eq!(name(elsewhere), None, "{elsewhere}");
    }
    assert!(Passkeys::new("no address").is_err());
}

#[test]
fn on_this_machine_the_page_is_asked_for_as_localhost_at_its_port() {
    let passkeys = Passkeys::new("http://127.0.0.1:8080").unwrap().unwrap();
    let register = |origin: &str| {
        let begun = passkeys.begin_registration(ana(), "a@b.example", "Ana", &[]).unwrap();
        passkeys.finish_registration(Authenticator::new(origin).create(&begun.options), begun.state)
    };
    assert!(register("http://localhost:8080").is_ok());
    assert!(register("http://localhost:8081").is_err());
    assert!(register("http://127.0.0.1:8080").is_err());
}

#[test]
fn a_new_passkey_is_discoverable_and_verifies_its_user() {
    let existing = [URL_SAFE_NO_PAD.encode("known already")];
    let begun = passkeys().begin_registration(ana(), "ana@klinik.example", "Ana", &existing).unwrap();
    let asked = &begun.options["publicKey"];
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(asked["rp"], json!({ "name": "Hilum", "id": "hilum.test" }));
    assert_eq!(asked["excludeCredentials"][0]["id"], existing[0]);
    let asked = &passkeys().begin_sign_in().unwrap().options["publicKey"];
    assert_eq!((&asked["userVerification"], &asked["rpId"]), (&json!("required"), &json!("hilum.test")));
    assert_eq!(asked["allowCredentials"], json!([]));
}

#[test]
fn a_passkey_verifies_and_signs_in_and_its_counter_is_kept() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let begun = passkeys().begin_verification(std::slice::from_ref(&known.credential_id)).unwrap();
    let answer = authenticator.get(&begun.options);
    assert_eq!(credential_id(&answer).unwrap(), known.credential_id);
    let after = passkeys().finish_verification(answer, begun.state, &known.passkey, ana()).unwrap();
    assert_ne!(after, known.passkey);
    let begun = passkeys().begin_sign_in().unwrap();
    let answer = authenticator.get(&begun.options);
    assert!(passkeys().finish_sign_in(answer, begun.state, &after, ana()).is_ok());
}

#[test]
fn a_wrong_origin_is_refused() {
    for origin in ["https://hilum.test.evil.example", "http://hilum.test", "https://www.hilum.test"] {
        let fault = refused(verification(|authenticator| authenticator.origin = origin.into()));
        assert_eq!(fault, WebauthnError::InvalidRPOrigin.to_string(), "{origin}");
    }
}

#[test]
fn a_wrong_place_is_refused() {
    let fault = refused(verification(|authenticator| authenticator.rp_id = Some("evil.example".into())));
    assert_eq!(fault, WebauthnError::InvalidRPIDHash.to_string());
}

#[test]
fn without_user_verification_it_is_refused() {
    let fault = refused(verification(|authenticator| authenticator.verifies = false));
    assert_eq!(fault, WebauthnError::UserNotVerified.to_string());
    let begun = passkeys().begin_registration(ana(), "a@b.example", "Ana", &[]).unwrap();
    let mut careless = Authenticator::new(ORIGIN);
    careless.verifies = false;
    assert!(passkeys().finish_registration(careless.create(&begun.options), begun.state).is_err());
}

#[test]
fn a_counter_that_goes_back_is_refused_even_with_an_older_question() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let ids = std::slice::from_ref(&known.credential_id);
    let (first, second) =
        (passkeys().begin_verification(ids).unwrap(), passkeys().begin_verification(ids).unwrap());
    let copy = authenticator.get(&second.options);
    let original = authenticator.get(&first.options);
    let after = passkeys().finish_verification(original, first.state, &known.passkey, ana()).unwrap();
    let fault = passkeys().finish_verification(copy, second.state, &after, ana());
    assert!(matches!(fault, Err(Refusal::Copied)), "{fault:?}");
}

#[test]
fn the_question_of_one_use_has_no_answer_in_another() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let registration = passkeys().begin_registration(ana(), "a@b.example", "Ana", &[]).unwrap();
    let verification = passkeys().begin_verification(std::slice::from_ref(&known.credential_id)).unwrap();
    let sign_in = passkeys().begin_sign_in().unwrap();
    for state in [registration.state, verification.state.clone()] {
        let answer = authenticator.get(&verification.options);
        let result = passkeys().finish_sign_in(answer, state, &known.passkey, ana());
        assert!(matches!(result, Err(Refusal::Malformed)), "{result:?}");
    }
    // What we kept cannot be read: no verdict about anybody.
    for state in [json!({}), Value::Null] {
        let answer = authenticator.get(&verification.options);
        let result = passkeys().finish_sign_in(answer, state, &known.passkey, ana());
        assert!(matches!(result, Err(Refusal::Ours(_))), "{result:?}");
    }
    let answer = authenticator.get(&sign_in.options);
    let result = passkeys().finish_verification(answer.clone(), sign_in.state.clone(), &known.passkey, ana());
    assert!(matches!(result, Err(Refusal::Malformed)), "{result:?}");
    assert!(passkeys().finish_registration(answer, sign_in.state).is_err());
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let (asked, other) = (passkeys().begin_sign_in().unwrap(), passkeys().begin_sign_in().unwrap());
    let answer = authenticator.get(&asked.options);
    let result = passkeys().finish_sign_in(answer, other.state, &known.passkey, ana());
    assert_eq!(refused(result), WebauthnError::MismatchedChallenge.to_string());
}

#[test]
fn a_passkey_of_somebody_else_is_refused() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let boris = AccountId(Uuid::from_u128(2));
    let begun = passkeys().begin_sign_in().unwrap();
    let answer = authenticator.get(&begun.options);
    let result = passkeys().finish_sign_in(answer.clone(), begun.state.clone(), &known.passkey, boris);
    assert!(matches!(result, Err(Refusal::Foreign)), "{result:?}");
    // One of the same person, but not the one that is compared with.
    let other = registered(&mut Authenticator::new(ORIGIN));
    assert!(passkeys().finish_sign_in(answer.clone(), begun.state.clone(), &other.passkey, ana()).is_err());
    // Without saying whose it is, nobody can be signed in.
    let mut silent = answer;
    silent["response"]["userHandle"] = Value::Null;
    assert!(passkeys().finish_sign_in(silent, begun.state, &known.passkey, ana()).is_err());
}

/// Whatever is sent: a refusal, never a panic.
#[test]
fn what_is_malformed_is_refused() {
    let mut authenticator = Authenticator::new(ORIGIN);
    let known = registered(&mut authenticator);
    let registration = passkeys().begin_registration(ana(), "a@b.example", "Ana", &[]).unwrap();
    let created = authenticator.create(&registration.options);
    let sign_in = passkeys().begin_sign_in().unwrap();
    let got = Authenticator::get(&mut authenticator, &sign_in.options);
    let register = |credential| passkeys().finish_registration(credential, registration.state.clone());
    let judge = |credential| {
        let _ = credential_id(&credential);
        passkeys().finish_sign_in(credential, sign_in.state.clone(), &known.passkey, ana())
    };
    for odd in [json!(null), json!([]), json!({}), json!("x"), json!({ "rawId": 7 }), json!({ "rawId": "" })]
    {
        assert!(
            register(odd.clone()).is_err() && judge(odd.clone()).is_err() && credential_id(&odd).is_err()
        );
    }
    for name in ["clientDataJSON", "attestationObject", "authenticatorData", "signature"] {
        let Some(whole) = [&created, &got].iter().find_map(|c| c["response"][name].as_str()) else {
            continue;
        };
        let bytes = URL_SAFE_NO_PAD.decode(whole).unwrap();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0xff;
            for odd in [flipped.as_slice(), &bytes[..at]] {
                for credential in [&created, &got] {
                    let mut credential = credential.clone();
                    credential["response"][name] = URL_SAFE_NO_PAD.encode(odd).into();
                    let _ = register(credential.clone());
                    let _ = judge(credential);
                }
            }
        }
    }
    for bytes in [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x5a\xff\xff\xff\xff"[..], &[0x9f; 60_000]]
    {
        let mut deep = created.clone();
        deep["response"]["attestationObject"] = URL_SAFE_NO_PAD.encode(bytes).into();
        assert!(register(deep).is_err());
    }
}
