//! The page: its style, its navigation, and the few elements it is made of.

use crate::picture::escaped;

const STYLE: &str = include_str!("style.css");

/// Sections gathered one after the other.
#[derive(Debug, Clone, Default)]
pub struct Page {
    title: String,
    sections: Vec<(&'static str, &'static str)>,
    body: String,
}

impl Page {
    pub fn new(title: &str) -> Self {
        Self { title: title.to_string(), ..Self::default() }
    }

    /// Bytes of the body so far.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    pub fn append(&mut self, other: Page) {
        self.sections.extend(other.sections);
        self.body.push_str(&other.body);
    }

    pub fn section(&mut self, id: &'static str, title: &'static str) {
        self.sections.push((id, title));
        self.html(&format!("<h2 id=\"{id}\">{}</h2>", escaped(title)));
    }

    pub fn heading(&mut self, text: &str) {
        self.html(&format!("<h3>{}</h3>", escaped(text)));
    }

    pub fn paragraph(&mut self, text: &str) {
        self.html(&format!("<p>{}</p>", escaped(text)));
    }

    pub fn small(&mut self, text: &str) {
        self.html(&format!("<p><small>{}</small></p>", escaped(text)));
    }

    pub fn figure(&mut self, svg: &str) {
        self.html(&format!("<figure>{svg}</figure>"));
    }

    pub fn tiles(&mut self, tiles: &[(String, String)]) {
        let tiles: String = tiles
            .iter()
            .map(|(name, value)| format!("<div><b>{}</b><span>{}</span></div>", escaped(value), escaped(name)))
            .collect();
        self.html(&format!("<div class=\"tiles\">{tiles}</div>"));
    }

    pub fn card(&mut self, id: &str, title: &str, note: &str) {
        self.html(&format!("<article id=\"{id}\"><h3>{} <small>{}</small></h3>", escaped(title), escaped(note)));
    }

    pub fn end_card(&mut self) {
        self.html("</article>");
    }

    /// Markup of our own making.
    pub fn html(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    pub fn finish(self) -> String {
        let links: String =
            self.sections.iter().map(|(id, title)| format!("<a href=\"#{id}\">{}</a>", escaped(title))).collect();
        let title = escaped(&self.title);
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · profile</title>\n<style>\n{STYLE}</style></head>\n<body><header><h1>{title}</h1><nav>{links}</nav></header>\n<main>\n{}</main></body></html>\n",
            self.body
        )
    }
}

/// A table; headings are plain text, cells markup. It scrolls sideways by itself where the page is narrow.
pub fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>, class: &str) -> String {
    let mut out = format!("<div class=\"scroll\"><table class=\"{class}\">");
    if headings.iter().any(|heading| !heading.is_empty()) {
        out.push_str("<thead><tr>");
        for heading in headings {
            out.push_str(&format!("<th>{}</th>", escaped(heading)));
        }
        out.push_str("</tr></thead>");
    }
    out.push_str("<tbody>");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            out.push_str(&format!("<td>{cell}</td>"));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}
