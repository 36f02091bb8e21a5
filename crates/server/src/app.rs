//! The application: built the same way for `hilum serve` and for the tests.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::Method;
use actix_web::{App, HttpRequest, HttpResponse, ResponseError, middleware, web};
use anyhow::Context as _;
use hilum_store::Store;
use tokio::task::JoinHandle;
use utoipa_actix_web::AppExt;

use crate::auth::principal;
use crate::clock::Clock;
use crate::config::Settings;
use crate::context::Context;
use crate::delivery::Outlets;
use crate::docs::Document;
use crate::error::ApiError;
use crate::facts::sequencer;
use crate::http::routes::{self, Routes, method_not_allowed};
use crate::http::{body, pieces};
use crate::middleware::{conditional, csrf, deadline, headers, misdirected, trace};
use crate::{delivery, features, jobs, openapi, security_txt, serving, setup, spa};

/// A Hilum that is ready to serve.
#[derive(Debug)]
pub struct Application {
    pub context: Context,
    listener: TcpListener,
    outlets: Outlets,
}

impl Application {
    /// Opens the database, brings it up to date, fills what is missing, and takes the port.
    pub async fn build(settings: Settings) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&settings.data_dir)
            .with_context(|| format!("cannot make the data folder {}", settings.data_dir.display()))?;
        let store = Store::open(&settings.database_url(), settings.database_connections)
            .await
            .context("cannot open the database")?;
        let listener = serving::listen(&settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        crate::tls::prepare();
        let outlets = Outlets::new(&settings, &store)?;
        let context = Context::new(store, settings, Clock::default())?;
        let alone = context.store.alone().await?;
        context.vault.check(&context.store).await?;
        setup::prepare(&context).await?;
        alone.done().await?;
        Ok(Self { context, listener, outlets })
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().map_or(0, |address| address.port())
    }

    /// Serves until it is told to stop; deliveries, jobs, and whoever looks for others' changes, run beside.
    pub fn run(self) -> anyhow::Result<(Server, JoinHandle<()>)> {
        let (context, store) = (self.context.clone(), self.context.store.clone());
        let beside = tokio::spawn(async move {
            let positions = sequencer::run(store.clone());
            let deliveries = delivery::run(context.clone(), self.outlets);
            tokio::join!(deliveries, jobs::run(context), store.follow(), positions);
        });
        let context = web::Data::new(self.context);
        let api = openapi::document();
        let addresses = web::Data::new(Routes::new(&api));
        let docs = if context.settings.docs { Some(Document::new(&api)?) } else { None };
        let server = serving::serve(self.listener, move || {
            let (app, _) = App::new().into_utoipa_app().configure(features::routes).split_for_parts();
            app.app_data(context.clone())
                .app_data(addresses.clone())
                .app_data(web::PayloadConfig::new(body::BODY_LIMIT))
                .app_data(web::PathConfig::default().error_handler(|_, _| ApiError::not_found().into()))
                .configure(|config| docs.iter().for_each(|docs| docs.routes(config)))
                .route(security_txt::PATH, web::get().to(security_txt::answer))
                .default_service(web::to(elsewhere))
                .wrap(middleware::from_fn(conditional::middleware))
                .wrap(middleware::from_fn(principal::middleware))
                .wrap(middleware::from_fn(routes::middleware))
                .wrap(middleware::from_fn(deadline::middleware))
                .wrap(middleware::from_fn(csrf::middleware))
                .wrap(middleware::from_fn(misdirected::middleware))
                .wrap(middleware::from_fn(headers::middleware))
                .wrap(middleware::from_fn(trace::middleware))
                .wrap(middleware::from_fn(pieces::middleware))
        })?;
        Ok((server, beside))
    }
}

/// What no operation answers: a wrong method, an address of the page, or nothing.
async fn elsewhere(request: HttpRequest, routes: web::Data<Routes>) -> HttpResponse {
    if let Some(allowed) = routes.allowed(request.path()) {
        return method_not_allowed(allowed);
    }
    let page =
        matches!(*request.method(), Method::GET | Method::HEAD) && !request.path().starts_with("/api/");
    let answer = if page { spa::answer(&request) } else { None };
    answer.unwrap_or_else(|| ApiError::not_found().error_response())
}
