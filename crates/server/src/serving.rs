//! From a port to a running server. What `HttpServer` of actix would do, with [`Connection`] around every socket.

use std::fmt::Debug;
use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpServiceBuilder, Request, Response};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::TcpStream;
use tokio::net::{TcpSocket, lookup_host};

use crate::http::connection::{Connection, HEAD_TIME, REST_TIME};

/// Connections that wait to be accepted: a burst of them is not turned away.
const BACKLOG: u32 = 1024;
/// Longer than a proxy keeps what it means to use again (nginx: 60 s), so that it never writes into a closing connection.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// For what is under way when the server stops: more than a request may take.
const FINISH_SECONDS: u64 = 20;

pub(crate) async fn listen(address: &str) -> io::Result<TcpListener> {
    let mut failure = io::ErrorKind::AddrNotAvailable.into();
    for address in lookup_host(address).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(BACKLOG)) {
            Ok(listener) => return listener.into_std(),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

pub(crate) fn serve<A, I, S, B>(listener: TcpListener, app: A) -> io::Result<Server>
where
    A: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error>,
    S::InitError: Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let server = Server::build().disable_signals().shutdown_timeout(FINISH_SECONDS);
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("hilum", listener, move || {
        let stopping = stopping.clone();
        let app = app().into_factory().map_err(|error| error.into().error_response());
        let http = HttpServiceBuilder::default()
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIME)
            .client_disconnect_timeout(REST_TIME)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .h1(map_config(app, |()| AppConfig::default()));
        fn_service(|stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            ready(Ok::<_, DispatchError>((Connection::new(stream), peer)))
        })
        .and_then(http)
    })?;
    Ok(server.run())
}
