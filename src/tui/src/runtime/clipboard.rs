//! Copying: to the terminal by OSC 52, which works over ssh, and to the local clipboard where there is one.

use super::terminal::Screen;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ninefold_base::format;

/// Terminals take about 100 kB of base64; more is dropped or, worse, drawn.
const MOST_BYTES: usize = 74_000;

#[derive(Default)]
pub struct Clipboard {
    /// Kept while we run: on X11 the owner of the selection must stay alive to hand it out.
    local: Option<arboard::Clipboard>,
}

impl Clipboard {
    /// Something to say about it, if not all of it arrived.
    pub fn copy(&mut self, text: &str, screen: &mut Screen) -> Option<String> {
        let locally = self.copy_locally(text);
        let part = beginning(text);
        if screen.write(&sequence(part)).is_err() {
            return None;
        }
        let cut = part.len() < text.len() && !locally;
        cut.then(|| {
            format!(
                "copied only the first {} of {}: the terminal takes no more",
                format::bytes(part.len() as u64),
                format::bytes(text.len() as u64)
            )
        })
    }

    fn copy_locally(&mut self, text: &str) -> bool {
        if !has_local_clipboard() {
            return false;
        }
        if self.local.is_none() {
            self.local = arboard::Clipboard::new().ok();
        }
        self.local.as_mut().is_some_and(|clipboard| clipboard.set_text(text).is_ok())
    }
}

/// Over ssh the display may be at the end of a line that hangs; the terminal's clipboard is the right one there.
fn has_local_clipboard() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("SSH_CONNECTION") || set("SSH_TTY") {
        return false;
    }
    cfg!(any(target_os = "macos", windows)) || set("DISPLAY")
}

fn beginning(text: &str) -> &str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let mut end = MOST_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn sequence(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn osc_52_holds_base64_and_is_cut_between_characters() {
        assert_eq!(sequence("Adelie"), "\x1b]52;c;QWRlbGll\x07");
        let long = "ä".repeat(MOST_BYTES);
        assert_eq!(beginning(&long).len(), MOST_BYTES);
        assert!(sequence(beginning(&long)).len() < 100_000);
    }
}
