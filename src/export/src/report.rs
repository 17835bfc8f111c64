//! The profile of a table as one HTML page: opens offline in any browser, light and dark, on a phone and in print.
//!
//! Nothing is fetched: style and pictures are in the page. It stays below [`MOST_BYTES`]: columns whose pictures no longer
//! fit are listed with their figures and a sparkline, and the page says so.

mod figures;
mod page;

use crate::picture::{escaped, svg_for_page};
use figures::{column_figures, number, share};
use ninefold_base::message::TableInfo;
use ninefold_base::picture::Picture;
use ninefold_base::profile::{Profile, pictures};
use ninefold_base::read::Severity;
use ninefold_base::{Problem, format};
use page::{Page, table};

/// A report stays below this.
pub const MOST_BYTES: usize = 2_000_000;
/// Room kept for what follows the columns.
const KEPT_BYTES: usize = 300_000;
/// Cells of a sparkline.
const SPARK: usize = 16;
/// Columns that a matrix can show legibly.
const MATRIX: usize = 40;

/// The page. `info` tells of source and reading.
///
/// # Errors
/// A fault of the drawing library.
pub fn profile_html(profile: &Profile, info: &TableInfo) -> Result<String, Problem> {
    let mut page = Page::new(&info.title);
    overview(&mut page, profile, info);
    findings(&mut page, profile);
    target(&mut page, profile)?;
    let tail = {
        let mut tail = Page::default();
        missing(&mut tail, profile)?;
        associations(&mut tail, profile)?;
        duplicates(&mut tail, profile);
        limits(&mut tail, profile);
        tail
    };
    columns(&mut page, profile, MOST_BYTES.saturating_sub(KEPT_BYTES).saturating_sub(tail.len()))?;
    page.append(tail);
    Ok(page.finish())
}

fn overview(page: &mut Page, profile: &Profile, info: &TableInfo) {
    page.section("overview", "Overview");
    let mark = profile.mark();
    let cells = profile.rows_read * profile.columns.len() as u64;
    let mut tiles = vec![
        ("rows".to_string(), format!("{mark}{}", format::grouped(profile.rows))),
        ("columns".into(), format::grouped(profile.columns.len() as u64)),
        ("cells missing".into(), format!("{mark}{}", share(profile.missing.cells, cells))),
        ("complete rows".into(), format!("{mark}{}", share(profile.missing.complete_rows, profile.rows_read))),
    ];
    if profile.duplicates.known {
        let rows = profile.mark_of(profile.duplicates.precision).to_string();
        tiles.push(("duplicate rows".into(), rows + &format::grouped(profile.duplicates.rows_to_drop)));
    }
    tiles.push(("findings".into(), open_findings(profile).to_string()));
    page.tiles(&tiles);
    let mut facts: Vec<[String; 2]> = info
        .files
        .iter()
        .take(20)
        .map(|file| ["file".to_string(), format!("{}{}", file.path, size_of(file.bytes))])
        .collect();
    if info.files.len() > 20 {
        facts.push(["files".into(), format!("{} more", info.files.len() - 20)]);
    }
    facts.push(["kind".into(), info.dialect.format.label().into()]);
    facts.extend(info.dialect.reasons.iter().map(|reason| ["reading".to_string(), reason.clone()]));
    facts.extend(info.findings.iter().map(|finding| [word(finding.severity).to_string(), finding.text.clone()]));
    page.html(&table(&["", ""], facts.iter().map(|[name, text]| vec![escaped(name), escaped(text)]), "facts"));
}

fn size_of(bytes: Option<u64>) -> String {
    bytes.map(|bytes| format!(", {}", format::bytes(bytes))).unwrap_or_default()
}

fn open_findings(profile: &Profile) -> usize {
    profile.findings.iter().filter(|finding| finding.acknowledged.is_none()).count()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn findings(page: &mut Page, profile: &Profile) {
    page.section("findings", "Findings");
    if profile.findings.is_empty() {
        page.paragraph("Nothing was found that needs a decision.");
        return;
    }
    let rows = profile.findings.iter().map(|finding| {
        let state = match &finding.acknowledged {
            Some(reason) => format!("accepted: {reason}"),
            None => word(finding.severity).to_string(),
        };
        let class = if finding.acknowledged.is_some() { "accepted" } else { word(finding.severity) };
        vec![
            format!("<span class=\"word {class}\">{}</span>", escaped(&state)),
            format!("{}<br><small>{}</small>", escaped(&finding.text), escaped(&finding.advice)),
            format!("<small>{}</small>", escaped(&finding.rule)),
        ]
    });
    page.html(&table(&["", "what was found, what to do", "rule"], rows, ""));
}

fn target(page: &mut Page, profile: &Profile) -> Result<(), Problem> {
    let Some(target) = &profile.target else { return Ok(()) };
    page.section("target", "Target");
    let name = profile.columns.get(target.column.index()).map_or("", |column| column.name.as_str());
    page.paragraph(&format!("`{name}`: {} ({})", target.task.label(), target.reason));
    if let Some(accuracy) = target.majority_accuracy.value() {
        page.paragraph(&format!(
            "Always saying the commonest class is right in {} of the rows.",
            figures::percent(accuracy)
        ));
    }
    for advice in &target.advice {
        page.paragraph(advice);
    }
    for picture in [pictures::classes(profile, target), pictures::relations(profile, target)].into_iter().flatten() {
        draw(page, &picture)?;
    }
    let leaks = target.relations.iter().filter_map(|relation| {
        let column = profile.columns.get(relation.column.index())?;
        Some(vec![escaped(&column.name), escaped(relation.leak.as_deref()?)])
    });
    let leaks: Vec<Vec<String>> = leaks.collect();
    if !leaks.is_empty() {
        page.heading("Columns that tell the target too well");
        page.html(&table(&["column", "why it may be a leak"], leaks.into_iter(), ""));
    }
    Ok(())
}

fn draw(page: &mut Page, picture: &Picture) -> Result<(), Problem> {
    page.figure(&svg_for_page(picture)?);
    Ok(())
}

fn columns(page: &mut Page, profile: &Profile, room: usize) -> Result<(), Problem> {
    page.section("columns", "Columns");
    let rows = profile.columns.iter().enumerate().map(|(i, column)| {
        vec![
            format!("<a href=\"#c{i}\">{}</a>", escaped(&column.name)),
            escaped(column.kind.label()),
            share(column.counts.missing, column.counts.rows),
            format!("{}{}", profile.mark_of(column.distinct.precision), format::grouped(column.distinct.value)),
            format!("<span class=\"spark\">{}</span>", escaped(&pictures::sparkline(column, SPARK))),
        ]
    });
    page.html(&table(&["column", "type", "missing", "distinct", "shape"], rows, "list"));
    let mut drawn = 0;
    for (i, column) in profile.columns.iter().enumerate() {
        if page.len() > room {
            break;
        }
        page.card(&format!("c{i}"), &column.name, &format!("{} ({})", column.kind.label(), column.storage));
        if let Some(picture) = pictures::values(profile, column) {
            draw(page, &picture)?;
        }
        page.html(&column_figures(profile, column));
        page.end_card();
        drawn += 1;
    }
    if drawn < profile.columns.len() {
        page.paragraph(&format!(
            "Pictures and figures of the first {drawn} of {} are shown, so that the page stays below {}. `ninefold profile --json` gives all figures.",
            format::counted(profile.columns.len() as u64, "column"),
            format::bytes(MOST_BYTES as u64)
        ));
    }
    Ok(())
}

fn missing(page: &mut Page, profile: &Profile) -> Result<(), Problem> {
    page.section("missing", "Missing values");
    let missing = &profile.missing;
    if missing.cells == 0 {
        page.paragraph("No cell is missing.");
        return Ok(());
    }
    if let Some(picture) = pictures::missing_shares(profile) {
        draw(page, &picture)?;
    }
    if missing.clustered.len() <= MATRIX
        && let Some(picture) = pictures::missing_together(profile, missing)
    {
        draw(page, &picture)?;
    }
    page.heading("Commonest patterns");
    let name = |column: &ninefold_base::ColumnId| {
        profile.columns.get(column.index()).map(|column| column.name.clone()).unwrap_or_default()
    };
    let rows = missing.patterns.iter().take(20).map(|pattern| {
        let names: Vec<String> = pattern.columns.iter().take(12).map(name).collect();
        let more = pattern.columns.len().saturating_sub(12);
        let mut text = if names.is_empty() { "nothing is missing".into() } else { names.join(", ") };
        if more > 0 {
            text.push_str(&format!(" and {more} more"));
        }
        vec![format::grouped(pattern.rows), share(pattern.rows, profile.rows_read), escaped(&text)]
    });
    page.html(&table(&["rows", "share", "missing in these rows"], rows, ""));
    page.paragraph(&format!("{} in all.", format::counted(missing.distinct_patterns, "pattern")));
    Ok(())
}

fn associations(page: &mut Page, profile: &Profile) -> Result<(), Problem> {
    let associations = &profile.associations;
    if associations.columns.len() < 2 {
        return Ok(());
    }
    page.section("associations", "How columns go together");
    if associations.columns.len() <= MATRIX
        && let Some(picture) = pictures::associations(profile, associations)
    {
        draw(page, &picture)?;
    }
    page.heading("Strongest pairs");
    let name = |column: ninefold_base::ColumnId| {
        escaped(profile.columns.get(column.index()).map_or("", |column| column.name.as_str()))
    };
    let strongest = associations.strongest();
    let rows = strongest.iter().take(20).map(|pair| {
        let measure = escaped(pair.measure.label());
        vec![name(pair.one), name(pair.other), measure, number(pair.value), format::grouped(pair.n)]
    });
    page.html(&table(&["column", "column", "measure", "value", "n"], rows, ""));
    for (column, reason) in associations.left_out.iter().take(40) {
        page.small(&format!(
            "left out: {}: {reason}",
            profile.columns.get(column.index()).map_or("", |c| c.name.as_str())
        ));
    }
    Ok(())
}

fn duplicates(page: &mut Page, profile: &Profile) {
    let duplicates = &profile.duplicates;
    if !duplicates.known {
        return;
    }
    page.section("duplicates", "Duplicate rows");
    let mark = profile.mark_of(duplicates.precision);
    page.paragraph(&format!(
        "{mark}{} stand more than once; {mark}{} have an equal; dropping {mark}{} would leave each once ({}).",
        format::counted(duplicates.groups, "different row"),
        format::counted(duplicates.rows_involved, "row"),
        format::grouped(duplicates.rows_to_drop),
        duplicates.precision.sentence()
    ));
    if !duplicates.rows.is_empty() {
        let rows: Vec<String> = duplicates.rows.iter().take(50).map(|row| format::grouped(*row)).collect();
        page.small(&format!("rows {}{}", rows.join(", "), if duplicates.rows.len() > 50 { ", …" } else { "" }));
    }
}

fn limits(page: &mut Page, profile: &Profile) {
    page.section("limits", "How this was made");
    for limit in &profile.limits {
        page.paragraph(limit);
    }
    page.paragraph(&format!(
        "Made by ninefold {}; figures as defined in its documentation.",
        env!("CARGO_PKG_VERSION")
    ));
}

#[cfg(test)]
mod tests;
