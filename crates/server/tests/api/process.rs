//! The program as an operator meets it: started, killed, started again.

use serde_json::{Value, json};

use crate::support::journey::address_of;
use crate::support::program::with_input;
use crate::support::{Client, Database, People, Program, eventually};

async fn mails(client: &Client, to: &str) -> Vec<Value> {
    let path = format!("/api/v1/training/mailbox?to={}", address_of(to));
    client.get(&path).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_and_is_told_once() {
    let database = Database::new(People::Training);
    let serve = || Program::serve_as(&database, "one");
    let program = serve().await;
    let newcomer = program.client(Some("newcomer1"));
    let mut submitted = Vec::new();
    for place in ["ERN-RND/DE/DE22", "ERN-RND/DE/DE30", "ERN-RND/DE/DE03"] {
        submitted.push(newcomer.submitted(place, &["hp"]).await);
    }
    program.kill();

    let program = serve().await;
    let newcomer = program.client(Some("newcomer1"));
    for request in &submitted {
        let kept = newcomer.look_at(request).await.expect(200);
        assert_eq!((&kept["status"], &kept["items"]), (&json!("submitted"), &request["items"]));
        assert_eq!(newcomer.history(request).await.len(), 1);
    }
    // What the dead process had taken to deliver is taken again at once.
    for person in ["newcomer1", "rndcoordinator1"] {
        eventually("three mails", || async { (mails(&newcomer, person).await.len() >= 3).then_some(()) })
            .await;
    }
    program.kill();
    let program = serve().await;
    let anonymous = program.client(None);
    anonymous.post("/api/v1/training/clock").json(json!({"advance_seconds": 61})).await.expect(200);
    for person in ["newcomer1", "rndcoordinator1"] {
        assert_eq!(mails(&anonymous, person).await.len(), 3, "each fact once");
    }
}

#[tokio::test]
async fn a_kill_in_the_middle_of_many_writes_leaves_whole_requests_only() {
    let database = Database::new(People::Training);
    let program = Program::serve(&database, &["--training"]).await;
    let newcomer = program.client(Some("newcomer1"));
    let writer = newcomer.clone();
    let busy = tokio::spawn(async move {
        for place in ["DE03", "DE22", "DE27", "DE30", "DE36", "DE42"].iter().cycle() {
            let place = format!("ERN-RND/DE/{place}");
            let request = writer.submitted(&place, &["hp"]).await;
            let path = format!("/api/v1/access-requests/{}/withdraw", request["id"].as_str().unwrap());
            writer.post(&path).await.expect(200);
        }
    });
    let list = "/api/v1/access-requests?limit=100";
    eventually("some are written", || async {
        (newcomer.get(list).await.expect(200)["total"].as_u64().unwrap() > 5).then_some(())
    })
    .await;
    program.kill();
    assert!(busy.await.is_err(), "it was cut off");
    let program = Program::serve(&database, &["--training"]).await;
    let newcomer = program.client(Some("newcomer1"));
    let all = newcomer.get(list).await.expect(200);
    for request in all["items"].as_array().unwrap() {
        let kinds: Vec<Value> = newcomer.history(request).await.iter().map(|e| e["kind"].clone()).collect();
        let (wanted, items): (&[&str], &str) = match request["status"].as_str().unwrap() {
            "draft" => (&[], "pending"),
            "submitted" => (&["submitted"], "pending"),
            "withdrawn" => (&["submitted", "withdrawn"], "withdrawn"),
            other => panic!("{other}"),
        };
        assert_eq!(kinds, wanted, "{request}");
        assert_eq!(request["items"][0]["status"], items, "{request}");
    }
}

#[tokio::test]
async fn the_first_administrator_is_made_at_the_machine_and_signs_in() {
    let database = Database::new(People::Nobody);
    let create =
        ["admin", "create", "--email", "Ana@Klinik.example", "--first-name", "Ana", "--last-name", "Müller"];
    let from_stdin = [&create[..], &["--password-stdin"]].concat();
    for (password, why) in [("short", "12"), ("ana@klinik.example-1", "name or address")] {
        let output = with_input(database.hilum(&from_stdin), password);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(why), "{told}");
    }
    let output = with_input(database.hilum(&from_stdin), "correct horse battery\n");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = database.hilum(&create).output().unwrap();
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    let helpdesk =
        ["admin", "create", "--email", "h@klinik.example", "--first-name", "H", "--last-name", "D", "--role"];
    assert!(!database.hilum(&[&helpdesk[..], &["king"]].concat()).output().unwrap().status.success());
    let output = database.hilum(&[&helpdesk[..], &["helpdesk"]].concat()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let password = told.lines().find_map(|l| l.strip_prefix("Password (shown once): ")).expect("a password");

    let program = Program::serve(&database, &[]).await;
    for (email, password) in [("ana@klinik.example", "correct horse battery"), ("h@klinik.example", password)]
    {
        let body = json!({"email": email, "password": password});
        let session = program.client(None).post("/api/v1/sessions").json(body).await.expect(201);
        // R15: what the role is good for comes with a second factor.
        assert_eq!((&session["enrolment_due"], &session["capabilities"]), (&json!(true), &json!([])));
    }
    let body = json!({"email": "ana@klinik.example", "password": "correct horse battery"});
    let before = program.client(None).post("/api/v1/sessions").json(body).await;
    drop(program);
    let change = ["admin", "password", "--email", "ana@klinik.example", "--password-stdin"];
    assert!(with_input(database.hilum(&change), "another horse battery").status.success());
    let program = Program::serve(&database, &[]).await;
    let body = json!({"email": "ana@klinik.example", "password": "another horse battery"});
    program.client(None).post("/api/v1/sessions").json(body).await.expect(201);
    program.client(Some(before.session_secret())).get("/api/v1/session").await.refused(401, "not_signed_in");
}

#[test]
fn training_and_real_people_never_meet() {
    let real = Database::new(People::Nobody);
    let create =
        ["admin", "create", "--email", "ana@klinik.example", "--first-name", "Ana", "--last-name", "M"];
    assert!(real.hilum(&create).output().unwrap().status.success());
    let output = real.hilum(&["serve", "--training", "--listen", "127.0.0.1:0"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("holds real people"), "{told}");

    let training = Database::new(People::Training);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &create[..]] {
        let output = training.hilum(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains("holds training people"), "{told}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn whatever_the_umask_is_everything_that_hilum_writes_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = Database::new(People::Nobody);
    let create =
        ["admin", "create", "--email", "ana@klinik.example", "--first-name", "Ana", "--last-name", "M"];
    // The program's own umask comes later, and counts.
    let made = std::process::Command::new("sh")
        .args(["-c", "umask 000; exec \"$@\"", "sh"])
        .arg(database.hilum(&create).get_program())
        .args(database.hilum(&create).get_args())
        .current_dir(database.folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let program = Program::serve(&database, &[]).await;
    let email = json!({"email": "ana@klinik.example"});
    program.client(None).post("/api/v1/password-resets").json(email).await.expect(202);
    let spool = database.folder.path().join("mail");
    eventually("a mail", || async {
        std::fs::read_dir(&spool)
            .ok()?
            .flatten()
            .find(|file| file.path().extension().is_some_and(|e| e == "eml"))
    })
    .await;
    let mut looked_at = 0;
    for folder in [database.folder.path(), &spool] {
        for file in std::fs::read_dir(folder).unwrap().flatten() {
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", file.path().display());
            looked_at += 1;
        }
    }
    assert!(looked_at >= 2, "{looked_at}");
    program.kill();
}

#[tokio::test]
async fn the_training_clock_is_where_it_was_after_a_restart() {
    let database = Database::new(People::Training);
    let program = Program::serve(&database, &["--training"]).await;
    let moved = json!({ "advance_seconds": 86_400 });
    let before = program.client(None).post("/api/v1/training/clock").json(moved).await.expect(200);
    program.kill();
    let program = Program::serve(&database, &["--training"]).await;
    let after = program.client(None).get("/api/v1/training/clock").await.expect(200);
    assert_eq!((&before["advanced_seconds"], &after["advanced_seconds"]), (&json!(86_400), &json!(86_400)));
    program.kill();
}

#[test]
fn a_setting_that_does_not_exist_or_fit_is_named() {
    let database = Database::new(People::Nobody);
    let mut command = database.hilum(&["migrate"]);
    let output = command.env("HILUM_LISTN", "127.0.0.1:1").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("HILUM_LISTN"), "{told}");
    let config = database.folder.path().join("hilum.toml");
    for (text, name) in [
        ("colour = \"blue\"", "colour"),
        ("[mail]\nsmtp = \"x\"", "smtp"),
        ("database_connections = \"many\"", "database_connections"),
        ("listen = ", "hilum.toml"),
    ] {
        std::fs::write(&config, text).unwrap();
        let output = database.hilum(&["migrate"]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(name), "{text}: {told}");
    }
    std::fs::write(&config, "support_email = \"help@klinik.example\"").unwrap();
    assert!(database.hilum(&["migrate"]).output().unwrap().status.success());
}

#[tokio::test]
async fn without_a_mail_server_mails_are_put_into_the_spool() {
    let database = Database::new(People::Nobody);
    let folder = tempfile::tempdir().unwrap();
    let export = database.hilum(&["export", folder.path().to_str().unwrap()]).output().unwrap();
    assert!(export.status.success());
    let people = "email,first_name,last_name,language\nana@klinik.example,Ana,Müller,en\nbo@klinik.example,Bo,Berg,en\n";
    std::fs::write(folder.path().join("accounts.csv"), people).unwrap();
    let grants = "email,application,organisation,profile,valid_from,valid_until\n\
                  bo@klinik.example,CPMS,ERN-RND/DE/DE22,hp,2026-01-01T00:00:00Z,\n\
                  bo@klinik.example,CPMS,ERN-RND/DE/DE22,coordinator,2026-01-01T00:00:00Z,\n";
    std::fs::write(folder.path().join("grants.csv"), grants).unwrap();
    let import = database.hilum(&["import", folder.path().to_str().unwrap()]).output().unwrap();
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    let change = ["admin", "password", "--email", "ana@klinik.example", "--password-stdin"];
    assert!(with_input(database.hilum(&change), "correct horse battery").status.success());

    let program = Program::serve(&database, &[]).await;
    let body = json!({"email": "ana@klinik.example", "password": "correct horse battery"});
    let answer = program.client(None).post("/api/v1/sessions").json(body).await;
    let mut ana = program.client(Some(answer.session_secret()));
    ana.set_up_totp(hilum_server::clock::Clock::default().now()).await;
    let tree = ana.get("/api/v1/organisations?application=CPMS&q=rnd%20tubingen").await.expect(200);
    let draft = json!({"application": "CPMS", "organisation_id": tree["items"][0]["id"], "profiles": ["hp"]});
    let draft = ana.post("/api/v1/access-requests").json(draft).await.expect(201);
    ana.submit(&draft).await.expect(200);
    let spool = database.folder.path().join("mail");
    let mails = eventually("three mails in the spool", || async {
        let entries = std::fs::read_dir(&spool).ok()?.flatten().map(|entry| entry.path());
        let whole: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
        (whole.len() == 3).then_some(whole)
    })
    .await;
    let all: String = mails.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for header in
        ["To: \"Bo Berg\" <bo@klinik.example>", "<ana@klinik.example>", "From: Hilum <", "Message-ID: <"]
    {
        assert!(all.contains(header) || all.contains(&header.replace('"', "")), "{header} is not in {all}");
    }
}
