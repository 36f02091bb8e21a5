//! The form of every mail: greeting, paragraphs, details, one thing to do, closing; as text and as HTML.

use hilum_words::Bundle;
use minijinja::{AutoEscape, Environment, context};

/// A mail ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rendered {
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub address: String,
    pub name: String,
}

const LAYOUT: &str = include_str!("mail.html");

/// Writes the mail of the messages `mail-{key}-subject`, `-body` and `-action`.
pub(crate) fn write(
    words: &Bundle,
    key: &str,
    args: &[(&str, &str)],
    details: Vec<String>,
    link: String,
    to: Recipient,
) -> anyhow::Result<Rendered> {
    let subject = one_line(&words.text(&format!("mail-{key}-subject"), args));
    let mut paragraphs = vec![words.text("mail-greeting", args)];
    paragraphs.extend(words.text(&format!("mail-{key}-body"), args).split("\n\n").map(str::to_owned));
    let action = words.text(&format!("mail-{key}-action"), args);
    let closing = words.text("mail-closing", args);

    let mut text = paragraphs.join("\n\n");
    for line in &details {
        text.push_str(&format!("\n- {line}"));
    }
    text.push_str(&format!("\n\n{action}: {link}\n\n{closing}\n"));

    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let html = environment.render_str(
        LAYOUT,
        context! { language => words.language(), subject => subject.clone(), paragraphs, details, action, link, closing },
    )?;
    Ok(Rendered { to: to.address, to_name: one_line(&to.name), subject, text, html })
}

/// A name in a subject line must not begin another header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
