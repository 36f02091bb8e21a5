//! A server of tickets: CAS 3, or EU Login's dialect, by the address that validates. What it answers is up to the test.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

use super::browser::query;

#[derive(Clone)]
pub struct TicketPeer {
    pub url: String,
    /// Ticket to service and answer.
    tickets: Arc<Mutex<HashMap<String, (String, String)>>>,
    /// The query of the last validation.
    asked: Arc<Mutex<String>>,
}

impl TicketPeer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/cas", listener.local_addr().expect("an address"));
        let peer = Self { url, tickets: Arc::default(), asked: Arc::default() };
        let data = web::Data::new(peer.clone());
        std::thread::spawn(move || {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(data.clone())
                    .route("/cas/p3/serviceValidate", web::get().to(validate))
                    .route("/cas/TicketValidationService", web::get().to(validate))
            });
            actix_web::rt::System::new().block_on(server.workers(1).listen(listener)?.run())
        });
        peer
    }

    /// Where the browser goes back to, with a ticket that is answered with `inside`.
    pub fn sign_in(&self, location: &str, ticket: &str, inside: &str) -> String {
        let answer = format!(
            "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\"><cas:authenticationSuccess>{inside}\
             </cas:authenticationSuccess></cas:serviceResponse>"
        );
        self.answer(location, ticket, &answer)
    }

    /// The same with any document.
    pub fn answer(&self, location: &str, ticket: &str, document: &str) -> String {
        let service = query(location, "service");
        let mut tickets = self.tickets.lock().expect("no panic before");
        tickets.insert(ticket.to_owned(), (service.clone(), document.to_owned()));
        format!("{service}&ticket={ticket}")
    }

    pub fn asked(&self) -> String {
        self.asked.lock().expect("no panic before").clone()
    }
}

async fn validate(
    peer: web::Data<TicketPeer>,
    request: HttpRequest,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    *peer.asked.lock().expect("no panic before") = format!("{}?{}", request.path(), request.query_string());
    let found = peer.tickets.lock().expect("no panic before").remove(&query["ticket"]);
    match found {
        Some((service, answer)) if service == query["service"] => HttpResponse::Ok().body(answer),
        _ => HttpResponse::Ok().body(
            "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">\
             <cas:authenticationFailure code=\"INVALID_TICKET\">no</cas:authenticationFailure>\
             </cas:serviceResponse>",
        ),
    }
}
