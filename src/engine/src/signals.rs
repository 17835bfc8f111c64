//! Signals that ask the program to end become an event, so that the terminal is given back and nothing is lost.

use crossbeam_channel::Sender;
use ninefold_base::message::Event;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io;

/// Sends [`Event::Terminate`] for SIGHUP, SIGINT, SIGQUIT and SIGTERM. A second signal ends the process at once with the
/// usual code, in case the first could not be followed.
pub fn watch(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let body = move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked {
                std::process::exit(128 + signal);
            }
            asked = true;
            let _ = events.send(Event::Terminate { signal });
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(body)?;
    Ok(())
}
