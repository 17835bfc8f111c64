use super::*;
use crossbeam_channel::{Receiver, bounded, unbounded};
use std::time::Duration;

fn jobs(workers: Workers) -> (Jobs, Receiver<Event>) {
    let (events, received) = unbounded();
    let (bell, _) = bounded(1);
    (Jobs::new(workers, events, bell), received)
}

fn next_end(events: &Receiver<Event>) -> (JobId, End) {
    loop {
        match events.recv_timeout(Duration::from_secs(10)).expect("a job must end") {
            Event::JobEnded { job, end, .. } => return (job, end),
            _ => continue,
        }
    }
}

#[test]
fn inline_jobs_end_before_submit_returns() {
    let (jobs, events) = jobs(Workers::Inline);
    let id = jobs.submit(Lane::Background, Slot::View, "sorting", Box::new(|_| Ok(())));
    let told: Vec<Event> = events.try_iter().collect();
    assert!(matches!(&told[0], Event::JobStarted(snapshot) if snapshot.job == id && snapshot.title == "sorting"));
    assert!(matches!(&told[1], Event::JobEnded { job, end: End::Done, .. } if *job == id));
    assert_eq!(told.len(), 2);
}

#[test]
fn a_panic_is_an_end_like_any_other_and_names_its_cause() {
    for workers in [Workers::Inline, Workers::Threads] {
        let (jobs, events) = jobs(workers);
        jobs.submit(Lane::Background, Slot::Values, "counting", Box::new(|_| panic!("index 7 out of range")));
        let (_, end) = next_end(&events);
        assert!(matches!(&end, End::Failed(problem) if problem.why.contains("index 7 out of range")), "{end:?}");
        assert!(!jobs.any_running());
        // The lane still works.
        jobs.submit(Lane::Background, Slot::Values, "counting", Box::new(|_| Ok(())));
        assert_eq!(next_end(&events).1, End::Done);
    }
}

#[test]
fn a_newer_job_takes_the_slot_and_silences_the_older() {
    let (jobs, events) = jobs(Workers::Threads);
    let (started, wait_started) = bounded::<()>(0);
    let first = jobs.submit(
        Lane::Background,
        Slot::View,
        "first",
        Box::new(move |ticket| {
            started.send(()).expect("the test waits");
            while !ticket.stopped() {
                std::thread::yield_now();
            }
            ticket.send(Event::Saved { path: "stale".into() });
            Err(Interrupted::Stopped)
        }),
    );
    wait_started.recv_timeout(Duration::from_secs(10)).expect("the first job starts");
    let second = jobs.submit(Lane::Background, Slot::View, "second", Box::new(|_| Ok(())));
    let ends: BTreeMap<JobId, End> = [next_end(&events), next_end(&events)].into();
    assert_eq!(ends[&first], End::Cancelled);
    assert_eq!(ends[&second], End::Done);
    assert!(!events.try_iter().any(|event| matches!(event, Event::Saved { .. })), "a stale result was told");
}

#[test]
fn a_job_cancelled_by_id_ends_once() {
    let (jobs, events) = jobs(Workers::Threads);
    let id = jobs.submit(
        Lane::Background,
        Slot::Write,
        "writing",
        Box::new(|ticket| {
            loop {
                ticket.check()?;
                std::thread::yield_now();
            }
        }),
    );
    jobs.cancel(id);
    assert_eq!(next_end(&events), (id, End::Cancelled));
    jobs.cancel(id);
    assert!(!events.try_iter().any(|event| matches!(event, Event::JobEnded { .. })));
}

#[test]
fn paging_goes_on_while_a_long_job_runs_and_serves_the_newest_first() {
    let (jobs, _events) = jobs(Workers::Threads);
    let (release, held) = bounded::<()>(0);
    jobs.submit(
        Lane::Background,
        Slot::View,
        "long",
        Box::new(move |_| {
            let _ = held.recv();
            Ok(())
        }),
    );
    let (done, served) = unbounded();
    let (open, gate) = bounded::<()>(0);
    let (entered, at_gate) = bounded::<()>(0);
    jobs.enqueue(
        Box::new(move || {
            let _ = entered.send(());
            let _ = gate.recv();
        }),
        Box::new(|| ()),
    );
    at_gate.recv_timeout(Duration::from_secs(10)).expect("the gate is entered");
    for n in 0..12 {
        let (done, dropped) = (done.clone(), done.clone());
        jobs.enqueue(
            Box::new(move || {
                let _ = done.send((n, true));
            }),
            Box::new(move || {
                let _ = dropped.send((n, false));
            }),
        );
    }
    open.send(()).expect("the gate waits");
    let mut told: Vec<(i32, bool)> = Vec::new();
    while told.len() < 12 {
        told.push(served.recv_timeout(Duration::from_secs(10)).expect("each request is served or dropped"));
    }
    let ran: Vec<i32> = told.iter().filter(|(_, ran)| *ran).map(|(n, _)| *n).collect();
    assert!(ran.windows(2).all(|pair| pair[0] > pair[1]), "newest first: {ran:?}");
    assert_eq!(ran.first(), Some(&11));
    release.send(()).expect("the long job is still there");
}
