//! Writes what is generated into `assets/`: the command reference and the JSON Schemas. A test fails when they are stale.
//!
//! ```sh
//! cargo run --example write_assets
//! ```

use std::path::Path;

fn main() -> std::io::Result<()> {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    std::fs::write(assets.join("commands.md"), ninefold_cli::reference::markdown())?;
    for (name, text) in ninefold_cli::schema::schemas() {
        std::fs::write(assets.join(name), text)?;
    }
    Ok(())
}
