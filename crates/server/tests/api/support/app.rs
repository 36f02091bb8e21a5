//! The real application, on a port of its own, with a database of its own.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hilum_domain::Moment;
use hilum_server::app::Application;
use hilum_server::config::Settings;
use hilum_server::context::Context;
use hilum_store::{Author, StoreError, outbox, scratch};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::client::Client;
use super::database::{Database, People, SECRET_KEY};

/// What links in mails begin with.
pub const PUBLIC_URL: &str = "https://hilum.test";

/// A running Hilum. When it is dropped, everything that was written down must have been delivered: the test fails where
/// that does not happen.
#[derive(Debug)]
pub struct TestApp {
    pub address: String,
    pub context: Context,
    /// Where the application runs. The store is used there and nowhere else: its connections live on that runtime.
    runtime: Handle,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), String>>>,
    database: Arc<Database>,
}

/// In training mode, with everybody in.
pub fn spawn_app() -> TestApp {
    spawn_app_with(People::Training, |_| {})
}

pub fn spawn_app_with(people: People, change: impl FnOnce(&mut Settings)) -> TestApp {
    let database = Arc::new(Database::new(people));
    let mut settings = Settings {
        listen: "127.0.0.1:0".into(),
        public_url: Some(PUBLIC_URL.into()),
        hosts: vec!["127.0.0.1".into()],
        data_dir: database.folder.path().into(),
        database_url: database.url(),
        database_connections: 8,
        secret_key: Some(SECRET_KEY.into()),
        ..Settings::default()
    };
    settings.training.enabled = people == People::Training;
    change(&mut settings);
    start(settings, database)
}

fn start(settings: Settings, database: Arc<Database>) -> TestApp {
    let (ready, started) = mpsc::channel();
    let (stop, stopped) = oneshot::channel();
    let thread =
        std::thread::spawn(move || actix_web::rt::System::new().block_on(serve(settings, ready, stopped)));
    let (port, context, runtime) = started.recv().expect("the application starts");
    TestApp {
        address: format!("127.0.0.1:{port}"),
        context,
        runtime,
        http: reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client"),
        stop: Some(stop),
        thread: Some(thread),
        database,
    }
}

async fn serve(
    settings: Settings,
    ready: mpsc::Sender<(u16, Context, Handle)>,
    stopped: oneshot::Receiver<()>,
) -> Result<(), String> {
    let application = Application::build(settings).await.map_err(|error| format!("{error:#}"))?;
    let (port, context) = (application.port(), application.context.clone());
    let now = context.now();
    // On a slow machine the template is older than a verification is fresh.
    let anew =
        context.store.write(Author::System, async move |tx| scratch::begin_sessions_anew(tx, now).await);
    anew.await.map_err(|error: StoreError| error.to_string())?;
    let (server, worker) = application.run().map_err(|error| format!("{error:#}"))?;
    let handle = server.handle();
    actix_web::rt::spawn(server);
    ready.send((port, context.clone(), Handle::current())).map_err(|error| error.to_string())?;
    let _ = stopped.await;
    let delivered = all_delivered(&context).await;
    worker.abort();
    handle.stop(false).await;
    context.store.close().await.map_err(|error| error.to_string())?;
    delivered
}

/// Waits, within bounds, until nothing waits to be sent.
async fn all_delivered(context: &Context) -> Result<(), String> {
    let started = Instant::now();
    loop {
        let left = outbox::count_waiting(&context.store.db()).await.map_err(|error| error.to_string())?;
        if left == 0 {
            return Ok(());
        }
        if started.elapsed() > Duration::from_secs(60) {
            return Err(format!("{left} messages were never delivered"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let end = self.thread.take().map(JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        match end {
            Some(Ok(Ok(()))) | None => {}
            Some(Ok(Err(fault))) => panic!("{fault}"),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }
}

impl TestApp {
    /// Another node on the same database.
    pub fn another_node(&self) -> TestApp {
        start(self.context.settings.as_ref().clone(), Arc::clone(&self.database))
    }

    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), format!("http://{}", self.address), None)
    }

    /// With the session that every training person has from the start.
    pub fn as_person(&self, name: &str) -> Client {
        Client::new(self.http.clone(), format!("http://{}", self.address), Some(name.to_owned()))
    }

    pub fn now(&self) -> Moment {
        self.context.now()
    }

    /// Runs something on the runtime of the application.
    pub async fn inside<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        self.runtime.spawn(work).await.expect("it runs to its end")
    }
}
