//! What happens when code of ours panics while the terminal is ours. On the thread of the screen: the terminal is given
//! back and a report is written. On any other thread: the engine catches it and tells it as a failed job; the hook only
//! logs it, because the default hook would write across the screen.

use super::terminal;
use ninefold_base::Problem;
use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Where the report of a panic on the screen's thread was written.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub message: String,
    pub path: Option<PathBuf>,
}

pub struct Guard {
    report: Arc<Mutex<Option<Report>>>,
    previous: Arc<Hook>,
}

impl Guard {
    pub fn install(folder: Option<PathBuf>) -> Self {
        let report: Arc<Mutex<Option<Report>>> = Arc::default();
        let previous = Arc::new(std::panic::take_hook());
        let screen = std::thread::current().id();
        let told = Arc::clone(&report);
        std::panic::set_hook(Box::new(move |info| hook(info, screen, folder.as_deref(), &told)));
        Self { report, previous }
    }

    /// Puts the hook from before back in its place.
    pub fn finish(self) -> Option<Report> {
        let previous = Arc::clone(&self.previous);
        std::panic::set_hook(Box::new(move |info| previous(info)));
        self.report.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn hook(info: &PanicHookInfo<'_>, screen: ThreadId, folder: Option<&Path>, told: &Mutex<Option<Report>>) {
    let message = info.to_string();
    if std::thread::current().id() != screen {
        tracing::error!(target: "ninefold::panic", %message, "a job panicked");
        return;
    }
    terminal::give_back();
    let text = format!("ninefold {}\n\n{message}\n\n{}\n", env!("CARGO_PKG_VERSION"), Backtrace::force_capture());
    let path = folder.and_then(|folder| write_report(folder, &text));
    tracing::error!(target: "ninefold::panic", %message, "the screen panicked");
    *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(Report { message, path });
}

fn write_report(folder: &Path, text: &str) -> Option<PathBuf> {
    std::fs::create_dir_all(folder).ok()?;
    let path = folder.join(format!("panic-{}.txt", std::process::id()));
    std::fs::write(&path, text).ok()?;
    Some(path)
}

/// What `main` tells the user after the terminal is theirs again.
pub fn problem(report: Option<Report>) -> Problem {
    let report = report.unwrap_or_default();
    let fix = match report.path {
        Some(path) => format!("your file was not touched; please report it with `{}`", path.display()),
        None => "your file was not touched; please report it".into(),
    };
    let why = if report.message.is_empty() {
        "the cause is not known".to_string()
    } else {
        report.message.replace('\n', " ")
    };
    Problem::new("the screen stopped on a fault of ninefold", why, fix)
}
