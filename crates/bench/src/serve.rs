//! Servers in threads of their own: Hilum as it is served, and a bare handler to compare with.

use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Context as _;
use hilum_server::app::Application;
use hilum_server::config::{Settings, Training};
use hilum_server::context::Context;
use tempfile::TempDir;

/// A running Hilum; its data goes with it.
#[derive(Debug)]
pub struct Served {
    pub base: String,
    pub context: Context,
    _data: TempDir,
}

/// With training people, who can sign in at once.
pub fn training(database_url: Option<String>) -> Settings {
    Settings {
        database_url,
        training: Training { enabled: true, ..Training::default() },
        ..Settings::default()
    }
}

pub fn hilum(settings: Settings) -> anyhow::Result<Served> {
    let data = tempfile::tempdir()?;
    let settings = Settings { listen: "127.0.0.1:0".into(), data_dir: data.path().to_owned(), ..settings };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let started = async {
                let application = Application::build(settings).await?;
                let (port, context) = (application.port(), application.context.clone());
                let (server, _worker) = application.run()?;
                anyhow::Ok((port, context, server))
            };
            match started.await {
                Ok((port, context, server)) => {
                    let _ = sender.send(Ok((port, context)));
                    let _ = server.await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        });
    });
    let (port, context) = receiver.recv().context("Hilum did not start")??;
    Ok(Served { base: format!("http://127.0.0.1:{port}"), context, _data: data })
}

/// The least a handler can do: the same bytes, from memory.
pub fn bare(bytes: String) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let bytes = web::Data::new(bytes);
            let answer = |bytes: web::Data<String>| async move {
                HttpResponse::Ok().content_type("application/json").body(bytes.as_str().to_owned())
            };
            let app = move || App::new().app_data(bytes.clone()).route("/", web::get().to(answer));
            if let Ok(server) = HttpServer::new(app).listen(listener) {
                let _ = server.run().await;
            }
        });
    });
    Ok(base)
}
