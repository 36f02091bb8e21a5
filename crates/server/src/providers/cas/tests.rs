use hilum_domain::catalogue::Assurance;

use super::answer::{ended_ticket, read};
use super::*;

const EU: &str = "https://ecas.ec.europa.eu/cas/schemas";
const CAS: &str = "http://www.yale.edu/tp/cas";

fn response(namespace: &str, inside: &str) -> String {
    format!(
        "<cas:serviceResponse xmlns:cas=\"{namespace}\"><cas:authenticationSuccess>{inside}\
         </cas:authenticationSuccess></cas:serviceResponse>"
    )
}

fn client(level: &str) -> Client {
    let text = format!(
        "id = 'eu-login'\nname = 'EU Login'\nkind = 'eu_login'\nurl = 'https://ecas.ec.europa.eu/cas/'\n{level}"
    );
    crate::tls::prepare();
    Client::new(&toml::from_str(&text).unwrap(), Http::new().unwrap())
}

fn journey(again: bool) -> Journey {
    let begun_at = Moment::from_timestamp(1_800_000_000, 0).unwrap();
    let text = |text: &str| text.to_owned();
    Journey {
        provider: text("x"),
        nonce: text("n"),
        verifier: text("v"),
        return_to: text("/"),
        browser: text("b"),
        again,
        begun_at,
    }
}

#[test]
fn the_level_is_asked_for_and_the_service_stays_as_it_is() {
    let service = "https://hilum.example/api/v1/providers/eu-login/callback?state=a_b-c";
    let address = client("authentication_level = 'MEDIUM'").begin(&journey(true), service).unwrap();
    assert_eq!(
        address,
        "https://ecas.ec.europa.eu/cas/login?service=https%3A%2F%2Fhilum.example%2Fapi%2Fv1%2Fproviders%2Feu-login%2F\
         callback%3Fstate%3Da_b-c&renew=true&authenticationLevel=MEDIUM"
    );
}

#[test]
fn attributes_are_found_in_their_list_and_without_one() {
    let inside = "<cas:user>anna</cas:user><cas:attributes><cas:email>anna@klinik.example</cas:email>\
        <cas:authenticationDate>2027-01-15T08:00:00Z</cas:authenticationDate>\
        <cas:groups>a</cas:groups><cas:groups>b</cas:groups></cas:attributes>";
    let told = read(response(CAS, inside).as_bytes()).unwrap();
    assert_eq!(
        (told.user.as_str(), told.first(&["email"]).as_deref()),
        ("anna", Some("anna@klinik.example"))
    );
    assert_eq!(told.all("groups"), ["a", "b"]);
    assert_eq!(told.auth_time.unwrap().timestamp(), 1_800_000_000);

    let inside = "\n<cas:user>n001</cas:user>\n<cas:departmentNumber>X.1</cas:departmentNumber>\n\
        <cas:email>anna@klinik.example</cas:email><cas:firstName>Anna</cas:firstName>\
        <cas:groups number=\"2\"><cas:group>ERN</cas:group><cas:group>CPMS</cas:group></cas:groups>\
        <cas:strengths number=\"1\"><cas:strength>PASSWORD_MOBILE_APP</cas:strength></cas:strengths>";
    let told = read(response(EU, inside).as_bytes()).unwrap();
    assert_eq!(told.first(&["firstName"]).as_deref(), Some("Anna"));
    assert_eq!(told.all("groups"), ["ERN", "CPMS"]);
    assert_eq!(told.all("strengths"), ["PASSWORD_MOBILE_APP"]);
}

#[test]
fn entities_are_refused_before_any_of_them_is_expanded() {
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>{}",
        response(CAS, "<cas:user>&c;</cas:user>")
    );
    let file = format!(
        "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>{}",
        response(CAS, "<cas:user>&f;</cas:user>")
    );
    for body in [bomb, file, response(CAS, "<cas:user>&unknown;</cas:user>")] {
        assert!(matches!(read(body.as_bytes()), Err(Fault::Failed(_))), "{body}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for inside in [
        "",
        "<cas:user></cas:user>",
        "<cas:user>anna</cas:user><cas:user>berta</cas:user>",
        "<cas:attributes><cas:user>anna</cas:user></cas:attributes>",
        "<cas:user>anna</cas:user><cas:proxies><cas:proxy>https://x.example</cas:proxy></cas:proxies>",
    ] {
        assert!(matches!(read(response(CAS, inside).as_bytes()), Err(Fault::Failed(_))), "{inside}");
    }
    let twice =
        response(CAS, "<cas:user>a</cas:user></cas:authenticationSuccess><cas:authenticationSuccess>");
    assert!(read(twice.as_bytes()).is_err());
    assert!(read(b"<html/>").is_err());
    let told = read(response(CAS, "<cas:user>ann<!-- x -->a</cas:user>").as_bytes()).unwrap();
    assert_eq!(told.user, "anna");
    let failure = format!(
        "<cas:serviceResponse xmlns:cas=\"{CAS}\"><cas:authenticationFailure code=\"INVALID_TICKET\">no\
         </cas:authenticationFailure></cas:serviceResponse>"
    );
    assert_eq!(read(failure.as_bytes()), Err(Fault::Refused("INVALID_TICKET".into())));
}

#[test]
fn the_level_that_was_asked_for_must_be_in_the_answer() {
    let level = |settings: &str, inside: &str| {
        let told = read(response(EU, &format!("<cas:user>n001</cas:user>{inside}")).as_bytes()).unwrap();
        client(settings).eu_login_assurance(&told)
    };
    let (basic, medium, high) = (
        "<cas:authenticationLevel>BASIC</cas:authenticationLevel>",
        "<cas:authenticationLevel>MEDIUM</cas:authenticationLevel>",
        "<cas:authenticationLevel>HIGH</cas:authenticationLevel>",
    );
    let key = "<cas:strengths><cas:strength>SECURITY_KEY</cas:strength></cas:strengths>";
    let asked = "authentication_level = 'MEDIUM'\nphishing_resistant = ['SECURITY_KEY']";
    assert_eq!(level(asked, medium), Ok(Assurance::TwoStep));
    assert_eq!(level(asked, high), Ok(Assurance::TwoStep));
    assert_eq!(level(asked, &format!("{high}{key}")), Ok(Assurance::PhishingResistant));
    assert_eq!(level(asked, basic), Err(Fault::AssuranceTooLow));
    assert_eq!(level(asked, ""), Err(Fault::AssuranceTooLow));
    assert_eq!(
        level(asked, "<cas:authenticationLevel>medium</cas:authenticationLevel>"),
        Err(Fault::AssuranceTooLow)
    );
    assert_eq!(
        level("phishing_resistant = ['SECURITY_KEY']", &format!("{basic}{key}")),
        Ok(Assurance::Password)
    );

    let known = "assurance_level = 'HIGH'";
    assert_eq!(level(known, "<cas:assuranceLevel>40</cas:assuranceLevel>"), Ok(Assurance::Password));
    assert_eq!(level(known, "<cas:assuranceLevel>TOP</cas:assuranceLevel>"), Ok(Assurance::Password));
    assert_eq!(level(known, "<cas:assuranceLevel>LOW</cas:assuranceLevel>"), Err(Fault::AssuranceTooLow));
    assert_eq!(level(known, ""), Err(Fault::AssuranceTooLow));
}

#[test]
fn a_single_logout_names_a_ticket() {
    let request = "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"1\">\
        <saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">@NOT_USED@</saml:NameID>\
        <samlp:SessionIndex>ST-1</samlp:SessionIndex></samlp:LogoutRequest>";
    assert_eq!(ended_ticket(request).unwrap(), "ST-1");
    assert!(ended_ticket("<x/>").is_err());
    assert!(ended_ticket(&format!("<!DOCTYPE x>{request}")).is_err());
}
