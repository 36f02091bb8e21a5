use proptest::prelude::*;

use super::*;
use crate::write;

/// A small faultless catalogue, to be spoilt in one place.
fn small() -> BTreeMap<String, String> {
    let application = r#"[
{"code": "APP", "name": "App", "description": "An application", "status": "active", "configured": true,
 "portal": false, "required_assurance": "two_step", "activation": "helpdesk", "guest_days": 90,
 "usual_days_min": 1, "usual_days_max": 3, "source": ""}
]"#;
    let countries = r#"[
{"code": "DE", "ec_code": "DE", "names": {"en": "Germany", "de": "Deutschland"}, "status": "active"},
{"code": "GB", "ec_code": "UK", "names": {"en": "United Kingdom"}, "status": "retired"}
]"#;
    let organisations = "\
application,key,parent,kind,code,name,label,country,city,official_name,disease_area,coordinating_institution,website,contact,short_name,member_type,status,source
APP,NET,,network,NET,Network,,,,,,,https://net.example.eu,office@net.example.eu,net,,active,
APP,NET/DE,NET,country,DE,Germany,,DE,,,,,,,,,active,
APP,NET/DE/0000,NET/DE,guest,0000,Guest Access,,DE,,,,,,,,,active,
APP,NET/DE/DE01,NET/DE,provider,DE01,Klinik,,DE,Ulm,,,,,,,full_member,active,
APP,NET/DE/DE02,NET/DE,provider,DE02,Spital,,DE,Ulm,,,,,,,former_member,retired,
";
    let profiles = r#"[
{"application": "APP", "code": "lead", "name": "Lead", "description": "decides", "level": "network", "status": "active", "requestable": true, "recommended": false, "decides": true, "requires": ["hp"], "excludes": []},
{"application": "APP", "code": "hp", "name": "HP", "description": "works", "level": "provider", "status": "active", "requestable": true, "recommended": true, "decides": false},
{"application": "APP", "code": "guest", "name": "Guest", "description": "looks", "level": "guest", "status": "active", "requestable": true, "recommended": true, "decides": false}
]"#;
    let areas = "\
application,network,code,position,name,detail,source
APP,NET,ataxias,1,Ataxias,,
APP,NET,choreas,2,Choreas,,
";
    let accounts = "email,first_name,last_name,language\nana@example.org,Ana,Ito,en\n";
    let grants = "\
email,application,organisation,profile,valid_from,valid_until
Ana@Example.org,APP,NET/DE/DE01,hp,2026-01-01T00:00:00Z,2027-01-01T00:00:00+01:00
";
    [
        ("applications.json", application),
        ("countries.json", countries),
        ("organisations.csv", organisations),
        ("profiles.json", profiles),
        ("thematic_areas.csv", areas),
        ("professional_roles.csv", "code,name\nneurologist,Neurologist\n"),
        ("accounts.csv", accounts),
        ("grants.csv", grants),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .collect()
}

fn bytes(files: BTreeMap<String, String>) -> BTreeMap<String, Vec<u8>> {
    files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

fn faults(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    parse(files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_small_catalogue_is_read() {
    let catalogue = parse(&bytes(small())).expect("faultless");
    assert_eq!(catalogue.organisations[3].label, "DE01 - Klinik");
    assert_eq!(
        catalogue.grants[0].valid_until.map(|it| it.to_rfc3339()).as_deref(),
        Some("2026-12-31T23:00:00+00:00")
    );
    assert_eq!(parse(&write(&catalogue)), Ok(catalogue));
}

#[test]
fn line_ends_and_a_byte_order_mark_of_spreadsheets_are_accepted_and_lines_still_counted() {
    let mut files = small();
    let text = files["accounts.csv"].replace('\n', "\r\n") + "\r\n\r\nbroken,B,C,en\r\n";
    files.insert("accounts.csv".to_owned(), format!("\u{feff}{text}"));
    assert_eq!(faults(&bytes(files)), ["accounts.csv:5: bad_value: email \"broken\""]);
}

/// One replacement in one file of the small catalogue, and the faults it must lead to.
fn spoilt(file: &str, from: &str, to: &str, expected: &[&str]) {
    let mut files = small();
    let text = &files[file];
    assert!(text.contains(from), "{file} has no {from:?}");
    let text = text.replacen(from, to, 1);
    files.insert(file.to_owned(), text);
    assert_eq!(faults(&bytes(files)), expected, "{file}: {from:?} → {to:?}");
}

#[test]
fn every_kind_of_fault_in_a_row_is_told_with_file_and_line() {
    let apps = |from, to, expected: &[&str]| spoilt("applications.json", from, to, expected);
    apps(
        "\"APP\"",
        "\"app\"",
        &[
            "applications.json:2: bad_value: code \"app\"",
            "applications.json:2: contradiction: configured without an active provider or guest node",
            "applications.json:2: contradiction: configured without a requestable profile",
            "applications.json:2: contradiction: configured without a deciding profile",
            "grants.csv:2: unknown_application: application \"APP\"",
            "organisations.csv:2: unknown_application: application \"APP\"",
            "organisations.csv:3: unknown_application: application \"APP\"",
            "organisations.csv:4: unknown_application: application \"APP\"",
            "organisations.csv:5: unknown_application: application \"APP\"",
            "organisations.csv:6: unknown_application: application \"APP\"",
            "profiles.json:2: unknown_application: application \"APP\"",
            "profiles.json:3: unknown_application: application \"APP\"",
            "profiles.json:4: unknown_application: application \"APP\"",
            "thematic_areas.csv:2: unknown_application: application \"APP\"",
            "thematic_areas.csv:3: unknown_application: application \"APP\"",
        ],
    );
    apps("\"two_step\"", "\"three\"", &["applications.json:2: bad_value: required_assurance \"three\""]);
    apps("90", "90.5", &["applications.json:3: bad_value: guest_days \"90.5\""]);
    apps("90", "0", &["applications.json:3: bad_value: guest_days \"0\""]);
    apps(
        "\"usual_days_min\": 1",
        "\"usual_days_min\": 4",
        &["applications.json:2: contradiction: usual_days_min above usual_days_max"],
    );
    apps(
        "\"portal\": false",
        "\"portal\": true",
        &[
            "applications.json:2: contradiction: configured: the portal is not open to requests",
            "profiles.json:2: contradiction: requestable in the portal",
            "profiles.json:3: contradiction: requestable in the portal",
            "profiles.json:4: contradiction: requestable in the portal",
        ],
    );
    apps(
        "\"portal\": false",
        "\"gate\": false",
        &[
            "applications.json:2: missing_value: portal",
            "applications.json:3: unknown_column: column \"gate\"",
        ],
    );
    apps("\"source\": \"\"", "\"name\": \"B\"", &["applications.json:4: duplicate: column \"name\""]);

    let countries = |from, to, expected: &[&str]| spoilt("countries.json", from, to, expected);
    countries("\"UK\"", "\"uk\"", &["countries.json:3: bad_value: ec_code \"uk\""]);
    countries("\"en\": \"United Kingdom\"", "", &["countries.json:3: missing_value: names: en"]);
    countries("\"de\": \"Deutschland\"", "\"en\": \"Dupe\"", &["countries.json:2: duplicate: names \"en\""]);
    countries(
        "{\"en\": \"United Kingdom\"}",
        "[]",
        &["countries.json:3: bad_value: names \"[]\"", "countries.json:3: missing_value: names: en"],
    );
    countries("\"GB\"", "\"DE\"", &["countries.json:3: duplicate: code \"DE\""]);

    let places = |from, to, expected: &[&str]| spoilt("organisations.csv", from, to, expected);
    places(
        "DE02,NET/DE,provider,DE02",
        "DE02,NET/DE,provider,DE01",
        &["organisations.csv:6: duplicate: code \"DE01\""],
    );
    places(
        "NET/DE/DE02,NET/DE",
        "NET/DE/DE01,NET/DE",
        &["organisations.csv:6: duplicate: key \"NET/DE/DE01\""],
    );
    places(
        "NET/DE/DE02,NET/DE",
        "NET/XX/DE02,NET/XX",
        &["organisations.csv:6: unknown_organisation: parent \"NET/XX\""],
    );
    places("NET/DE/DE02,NET/DE", "NET/DE2,NET/DE", &["organisations.csv:6: wrong_parent: key \"NET/DE2\""]);
    places(
        "NET/DE/DE02,NET/DE",
        "NET/DE/DE 02,NET/DE",
        &["organisations.csv:6: bad_value: key \"NET/DE/DE 02\""],
    );
    places(
        "NET/DE/DE02,NET/DE",
        "NET/DE/DE01/X,NET/DE/DE01",
        &["organisations.csv:6: wrong_parent: a provider beneath a provider"],
    );
    places(
        "NET/DE/DE02,NET/DE",
        "NET/DE02,NET",
        &["organisations.csv:6: wrong_parent: a provider beneath a network"],
    );
    places("NET/DE/DE02,NET/DE,", "NET/DE/DE02,,", &["organisations.csv:6: missing_value: parent"]);
    places("APP,NET,,", "APP,NET,NET,", &["organisations.csv:2: wrong_parent: parent \"NET\""]);
    places("provider,DE02", "hospital,DE02", &["organisations.csv:6: bad_value: kind \"hospital\""]);
    places(
        "Spital,,DE",
        "Spital,,FR",
        &[
            "organisations.csv:6: unknown_country: country \"FR\"",
            "organisations.csv:6: contradiction: another country than its parent",
        ],
    );
    places(
        "Klinik,,DE",
        "Klinik,,GB",
        &[
            "organisations.csv:5: contradiction: active in a retired country",
            "organisations.csv:5: contradiction: another country than its parent",
        ],
    );
    places(
        "former_member,retired",
        "former_member,active",
        &["organisations.csv:6: contradiction: active former member"],
    );
    places(
        "net,,active",
        "net,,retired",
        &["organisations.csv:3: contradiction: active beneath a retired node"],
    );
    places("net,,active", "Net,,active", &["organisations.csv:2: bad_value: short_name \"Net\""]);
    places(
        "https://net.example.eu",
        "javascript:alert(1)",
        &["organisations.csv:2: bad_value: website \"javascript:alert(1)\""],
    );
    places("office@", "office", &["organisations.csv:2: bad_value: contact \"officenet.example.eu\""]);
    places("Spital", "Spital ", &["organisations.csv:6: bad_text: name \"Spital \""]);
    places("Spital", "Spi\u{202e}tal", &["organisations.csv:6: bad_text: name \"Spi\\u{202e}tal\""]);
    places("Spital", "", &["organisations.csv:6: missing_value: name"]);
    places("Spital,", "Spital,,", &["organisations.csv:6: malformed: 19 values for 18 columns"]);
    places(
        "city",
        "town",
        &[
            "organisations.csv:1: unknown_column: column \"town\"",
            "organisations.csv:1: missing_column: city",
        ],
    );

    let profiles = |from, to, expected: &[&str]| spoilt("profiles.json", from, to, expected);
    profiles("[\"hp\"]", "[\"hpp\"]", &["profiles.json:2: unknown_profile: requires \"hpp\""]);
    profiles(
        "[\"hp\"]",
        "[\"guest\"]",
        &["profiles.json:2: contradiction: requires across guest and other profiles"],
    );
    profiles("[\"hp\"]", "[\"lead\"]", &["profiles.json:2: cycle: requires \"lead\""]);
    profiles("[\"hp\"]", "\"hp\"", &["profiles.json:2: bad_value: requires \"\\\"hp\\\"\""]);
    profiles(
        "\"excludes\": []",
        "\"excludes\": [\"hp\"]",
        &["profiles.json:2: contradiction: requires and excludes the same profile"],
    );
    profiles(
        "\"recommended\": true, \"decides\": false",
        "\"recommended\": true, \"decides\": true",
        &["profiles.json:3: contradiction: decides without being of level network"],
    );
    profiles(
        "\"recommended\": true, \"decides\": false}",
        "\"recommended\": true, \"decides\": false, \"requires\": [\"lead\"]}",
        &["profiles.json:2: cycle: requires \"lead\"", "profiles.json:3: cycle: requires \"hp\""],
    );

    let areas = |from, to, expected: &[&str]| spoilt("thematic_areas.csv", from, to, expected);
    areas(
        "choreas,2",
        "ataxias,1",
        &[
            "thematic_areas.csv:3: duplicate: code \"ataxias\"",
            "thematic_areas.csv:3: duplicate: position \"1\"",
        ],
    );
    areas("choreas,2", "none,2", &["thematic_areas.csv:3: bad_value: code \"none\""]);
    areas("choreas,2", "choreas,two", &["thematic_areas.csv:3: bad_value: position \"two\""]);
    areas(
        "NET,choreas",
        "NET/DE,choreas",
        &["thematic_areas.csv:3: contradiction: network names a node that is no network"],
    );

    let grants = |from, to, expected: &[&str]| spoilt("grants.csv", from, to, expected);
    grants("Ana@", "Eva@", &["grants.csv:2: unknown_account: email \"Eva@Example.org\""]);
    grants("DE01,hp", "0000,hp", &["grants.csv:2: contradiction: a profile of level provider at a guest"]);
    grants("DE01,hp", "DE01,guest", &["grants.csv:2: contradiction: a profile of level guest at a provider"]);
    grants("2026-01-01T00:00:00Z", "1.1.2026", &["grants.csv:2: bad_value: valid_from \"1.1.2026\""]);
    grants("2026-01-01", "2028-01-01", &["grants.csv:2: contradiction: valid_until not after valid_from"]);
    spoilt(
        "accounts.csv",
        "Ito,en\n",
        "Ito,en\nANA@example.org,A,I,en\n",
        &["accounts.csv:3: duplicate: email \"ANA@example.org\""],
    );
    spoilt("accounts.csv", "Ito,en", "Ito,english", &["accounts.csv:2: bad_value: language \"english\""]);
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_told_where() {
    let mut files = bytes(small());
    files.insert("notes.txt".to_owned(), Vec::new());
    files.insert("README.md".to_owned(), b"what this is".to_vec());
    files.remove("profiles.json");
    files.insert("countries.json".to_owned(), b"[\n{},\n]".to_vec());
    files.insert("thematic_areas.csv".to_owned(), b"application,network\nAPP,\xff\n".to_vec());
    files.insert("professional_roles.csv".to_owned(), b"code,name,name,rank\na,A,A,1\n".to_vec());
    files.insert("accounts.csv".to_owned(), Vec::new());
    let told = faults(&files);
    for expected in [
        "notes.txt: unknown_file: not a file of a catalogue",
        "profiles.json: missing_file: every catalogue has this file",
        "thematic_areas.csv:2: not_utf8: byte 24",
        "professional_roles.csv:1: duplicate: column \"name\"",
        "professional_roles.csv:1: unknown_column: column \"rank\"",
        "accounts.csv:1: missing_column: email",
    ] {
        assert!(told.iter().any(|fault| fault == expected), "{expected} in {told:#?}");
    }
    assert!(told.iter().any(|fault| fault.starts_with("countries.json:3: malformed: ")), "{told:#?}");
    assert!(!told.iter().any(|fault| fault.starts_with("README.md")));
}

#[test]
fn a_row_that_cannot_be_read_does_not_make_every_reference_to_it_a_fault() {
    spoilt(
        "organisations.csv",
        "APP,NET,,network",
        "NET,,network",
        &["organisations.csv:2: malformed: 17 values for 18 columns"],
    );
    spoilt(
        "countries.json",
        "[\n",
        "[[\n",
        &["countries.json:4: malformed: EOF while parsing a list at line 4 column 1"],
    );
}

#[test]
fn faults_without_end_are_cut_and_counted() {
    let mut files = small();
    let bad = "?,B\n".repeat(MAX_FAULTS + 7);
    files.insert("professional_roles.csv".to_owned(), format!("code,name\n{bad}"));
    let told = parse(&bytes(files)).expect_err("all bad");
    assert_eq!(told.len(), MAX_FAULTS + 1);
    assert_eq!(told[MAX_FAULTS].code, FaultCode::More);
}

#[test]
fn an_enormous_file_is_refused() {
    let mut files = bytes(small());
    files.insert("accounts.csv".to_owned(), vec![b'a'; crate::MAX_FILE_BYTES + 1]);
    let told = parse(&files).expect_err("too large");
    assert!(told.iter().any(|fault| fault.code == FaultCode::TooLarge && fault.file == "accounts.csv"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(file in 0..8_usize, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut files = super::tests::bytes(small());
        files.insert(layout::ALL[file].file.to_owned(), bytes);
        let _ = parse(&files);
    }

    #[test]
    fn no_spoilt_file_makes_it_panic(file in 0..8_usize, at in 0..2000_usize, gone in 0..20_usize, new in "[\\x00-\\x7f\u{e9}]{0,6}") {
        let mut files = super::tests::bytes(small());
        let spoilt = files.get_mut(layout::ALL[file].file).expect("all files are there");
        let from = at.min(spoilt.len());
        let to = (from + gone).min(spoilt.len());
        spoilt.splice(from..to, new.bytes());
        let _ = parse(&files);
    }
}
