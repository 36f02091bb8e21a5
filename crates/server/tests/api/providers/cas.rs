use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::browser::{Browser, SIGN_IN, query, with_provider};
use super::ticket_peer::TicketPeer;
use crate::support::TestApp;

const ANNA: &str = "<cas:user>anna</cas:user><cas:attributes><cas:email>anna@klinik.example</cas:email>\
    <cas:givenName>Anna</cas:givenName><cas:sn>Äugler</cas:sn></cas:attributes>";

async fn comes(app: &TestApp, peer: &TicketPeer, ticket: &str, inside: &str) -> (Browser, String) {
    let mut browser = Browser::new(app);
    let location = browser.sent_to(SIGN_IN).await;
    let arrived = browser.sent_to(&peer.sign_in(&location, ticket, inside)).await;
    (browser, arrived)
}

#[tokio::test]
async fn a_ticket_is_validated_for_the_very_service_it_was_given_to() {
    let peer = TicketPeer::start();
    let app = with_provider("cas", &peer.url, "emails_verified = true");
    let mut browser = Browser::new(&app);
    let location = browser.sent_to(&format!("{SIGN_IN}?return_to=/preferences")).await;
    assert!(location.starts_with(&format!("{}/login?service=", peer.url)), "{location}");
    let service = query(&location, "service");
    assert!(service.starts_with("https://hilum.test/api/v1/providers/op/callback?state="), "{service}");
    let back = peer.sign_in(&location, "ST-1", ANNA);
    assert_eq!(browser.sent_to(&back).await, "/preferences");
    assert!(peer.asked().starts_with("/cas/p3/serviceValidate?"), "{}", peer.asked());
    let session = browser.session().await;
    assert_eq!(
        (&session["user"]["last_name"], &session["assurance"]),
        (&json!("Äugler"), &json!("password"))
    );

    // The ticket of one sign-in does not fit another, and what is no ticket is not even asked about.
    let mut browser = Browser::new(&app);
    let (one, two) = (browser.sent_to(SIGN_IN).await, browser.sent_to(SIGN_IN).await);
    let back = peer.sign_in(&one, "ST-2", ANNA);
    let swapped =
        back.replace(&query(&query(&one, "service"), "state"), &query(&query(&two, "service"), "state"));
    assert_eq!(browser.sent_to(&swapped).await, "/?sign_in_error=provider_refused");
    for ticket in ["PT-1", "ST-1%0A", ""] {
        let location = browser.sent_to(SIGN_IN).await;
        let back = format!("{}&ticket={ticket}", query(&location, "service"));
        assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=provider_failed", "{ticket}");
    }
}

#[tokio::test]
async fn a_cas_server_ends_the_session_of_a_ticket() {
    let peer = TicketPeer::start();
    let app = with_provider("cas", &peer.url, "emails_verified = true");
    let (browser, _) = comes(&app, &peer, "ST-1", ANNA).await;
    for (ticket, alive) in [("ST-2", true), ("ST-1", false)] {
        let request = format!(
            "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
             <samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
        );
        let body = format!("logoutRequest={}", byte_serialize(request.as_bytes()).collect::<String>());
        let call = app.anonymous().post("/api/v1/providers/op/callback?state=x").sent_from_elsewhere();
        assert_eq!(call.body("application/x-www-form-urlencoded", body).await.status, 204);
        assert_eq!(browser.client.get("/api/v1/session").await.status, if alive { 200 } else { 401 });
    }
    let call = app.anonymous().post("/api/v1/providers/op/callback").sent_from_elsewhere();
    call.body("application/x-www-form-urlencoded", "logoutRequest=x").await.refused(400, "malformed");
}

#[tokio::test]
async fn eu_login_is_asked_for_two_steps_and_believed_only_when_it_confirms_them() {
    let peer = TicketPeer::start();
    let app = with_provider("eu_login", &peer.url, "authentication_level = 'MEDIUM'");
    let inside = |level: &str| {
        format!(
            "<cas:user>n001</cas:user><cas:email>anna@klinik.example</cas:email><cas:firstName>Anna</cas:firstName>\
             <cas:lastName>Äugler</cas:lastName><cas:assuranceLevel>10</cas:assuranceLevel>{level}\
             <cas:groups number=\"1\"><cas:group>ERN</cas:group></cas:groups>"
        )
    };
    for level in ["", "<cas:authenticationLevel>BASIC</cas:authenticationLevel>"] {
        let (browser, arrived) = comes(&app, &peer, "ST-1", &inside(level)).await;
        assert_eq!(arrived, "/?sign_in_error=assurance_too_low", "{level}");
        assert_eq!(browser.client.secret, None);
    }
    let medium = "<cas:authenticationLevel>MEDIUM</cas:authenticationLevel>";
    let mut browser = Browser::new(&app);
    let location = browser.sent_to(SIGN_IN).await;
    assert_eq!(query(&location, "authenticationLevel"), "MEDIUM");
    assert_eq!(browser.sent_to(&peer.sign_in(&location, "ST-2", &inside(medium))).await, "/");
    let asked = peer.asked();
    assert!(asked.starts_with("/cas/TicketValidationService?"), "{asked}");
    for part in ["assuranceLevel=LOW", "ticketTypes=SERVICE", "userDetails=true", "groups=*"] {
        assert!(asked.contains(part), "{asked}");
    }
    let session = browser.session().await;
    assert_eq!((&session["user"]["first_name"], &session["assurance"]), (&json!("Anna"), &json!("two_step")));
}

#[tokio::test]
async fn a_document_with_entities_is_refused() {
    let peer = TicketPeer::start();
    let app = with_provider("cas", &peer.url, "emails_verified = true");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><cas:serviceResponse xmlns:cas=\"x\"><cas:authenticationSuccess>\
        <cas:user>&c;</cas:user></cas:authenticationSuccess></cas:serviceResponse>";
    let mut browser = Browser::new(&app);
    let location = browser.sent_to(SIGN_IN).await;
    let back = peer.answer(&location, "ST-1", bomb);
    assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=provider_failed");
    let location = browser.sent_to(SIGN_IN).await;
    let back = peer.answer(&location, "ST-2", &"<x>".repeat(100_000));
    assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=provider_failed");
}
