//! The XML of a validated ticket, and of a single logout. A document with a DTD is refused as a whole: there are no
//! entities to be expanded or fetched.

use hilum_domain::Moment;
use roxmltree::{Document, Node, ParsingOptions};

use crate::providers::protocol::Fault;

/// More than any provider has to say of one person.
const NODES: u32 = 5_000;

/// Whom a ticket stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticket {
    pub user: String,
    pub auth_time: Option<Moment>,
    attributes: Vec<(String, String)>,
}

impl Ticket {
    /// The first value of the first of these names that has one.
    pub(super) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).into_iter().next())
    }

    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.attributes.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
    }
}

pub(super) fn read(body: &[u8]) -> Result<Ticket, Fault> {
    let text = std::str::from_utf8(body).map_err(Fault::failed)?;
    let document = parse(text)?;
    let root = document.root_element();
    let [answer] = elements(root).collect::<Vec<_>>()[..] else {
        return Err(Fault::failed("there is not one answer"));
    };
    match (root.tag_name().name(), answer.tag_name().name()) {
        ("serviceResponse", "authenticationSuccess") => success(answer),
        ("serviceResponse", "authenticationFailure") => {
            Err(Fault::Refused(answer.attribute("code").unwrap_or("without a code").to_owned()))
        }
        _ => Err(Fault::failed("this is no service response")),
    }
}

fn success(answer: Node<'_, '_>) -> Result<Ticket, Fault> {
    let named = |name: &'static str| elements(answer).filter(move |e| e.tag_name().name() == name);
    if named("proxies").next().is_some() {
        return Err(Fault::failed("it came through a proxy"));
    }
    let users: Vec<String> = named("user").map(text).collect();
    let [user] = &users[..] else { return Err(Fault::failed("there is not one user")) };
    if user.is_empty() || user.len() > 255 {
        return Err(Fault::failed("user is empty or too long"));
    }
    let mut attributes = Vec::new();
    for element in elements(answer) {
        match element.tag_name().name() {
            "user" | "proxyGrantingTicket" => {}
            // CAS 3 has a list of them, EU Login does not.
            "attributes" => elements(element).for_each(|inner| collect(inner, &mut attributes)),
            _ => collect(element, &mut attributes),
        }
    }
    let ticket = Ticket { user: user.clone(), auth_time: None, attributes };
    let auth_time = ticket.first(&["authenticationDate", "loginDate"]).and_then(|date| moment(&date));
    Ok(Ticket { auth_time, ..ticket })
}

/// An attribute is an element with text, several of one name, or one with an element per value.
fn collect(element: Node<'_, '_>, attributes: &mut Vec<(String, String)>) {
    let name = element.tag_name().name().to_owned();
    let mut values: Vec<String> = elements(element).map(text).collect();
    if values.is_empty() {
        values.push(text(element));
    }
    attributes
        .extend(values.into_iter().filter(|value| !value.is_empty()).map(|value| (name.clone(), value)));
}

/// The ticket whose session a single logout wants to end (CAS 3.0, 2.3.3).
pub fn ended_ticket(request: &str) -> Result<String, Fault> {
    let document = parse(request)?;
    let root = document.root_element();
    let index = elements(root).find(|e| e.tag_name().name() == "SessionIndex").map(text);
    match (root.tag_name().name(), index) {
        ("LogoutRequest", Some(ticket)) if !ticket.is_empty() => Ok(ticket),
        _ => Err(Fault::failed("this is no logout request")),
    }
}

fn parse(text: &str) -> Result<Document<'_>, Fault> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(Fault::failed)
}

fn elements<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

/// All text of the element, comments or not: `ann<!-- -->a` is `anna` and not `ann`.
fn text(element: Node<'_, '_>) -> String {
    let pieces = element.children().filter(Node::is_text).filter_map(|piece| piece.text());
    pieces.collect::<String>().trim().to_owned()
}

fn moment(text: &str) -> Option<Moment> {
    Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.to_utc())
}
