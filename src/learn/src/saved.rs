//! The file of a fitted model: our own, versioned, checked to the last byte before anything is believed.
//!
//! Layout: the 8 bytes `NINEMDL` and the version; the length of the head (8 bytes, little endian); the head, JSON with
//! kind, task, features and what the model writes as text; the length of the payload (8 bytes); the payload, bytes of a
//! format of its own (trees); a checksum over all before (FNV-1a, 64 bits). Files are written elsewhere: bytes in, bytes out.

use crate::baseline::{self, ConstantModel, GroupModel, RandomModel, RuleModel};
use crate::boosted::BoostedModel;
use crate::estimator::{Body, Contract, Fitted};
use crate::glass_box::GlassBoxModel;
use crate::linear::LinearModel;
use crate::matrix::Task;
use ninefold_base::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 7] = b"NINEMDL";
/// Raised when a file of today could not be read by the code of yesterday.
const VERSION: u8 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    kind: String,
    task: Task,
    contract: Contract,
    body: serde_json::Value,
}

/// A model as bytes.
pub fn save(model: &dyn Fitted) -> Result<Vec<u8>, Problem> {
    let body = model.body()?;
    let head = Head {
        kind: model.kind().to_string(),
        task: model.task().clone(),
        contract: model.contract().clone(),
        body: body.json,
    };
    let head = serde_json::to_vec(&head).map_err(|error| Problem::fault("saving a model", error))?;
    let mut bytes = Vec::with_capacity(32 + head.len() + body.bytes.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&(head.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(&(body.bytes.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&body.bytes);
    bytes.extend_from_slice(&checksum(&bytes).to_le_bytes());
    Ok(bytes)
}

/// A model from its bytes. Refused where they are not a model, of a later version, cut off, changed, or contradict
/// themselves.
pub fn load(bytes: &[u8]) -> Result<Box<dyn Fitted>, Problem> {
    if bytes.len() < 32 || !bytes.starts_with(MAGIC) {
        return Err(refused("it is not a model file of ninefold"));
    }
    if bytes[7] != VERSION {
        return Err(refused(&format!("it has version {}, this ninefold reads version {VERSION}", bytes[7])));
    }
    let (content, sum) = bytes.split_at(bytes.len() - 8);
    if checksum(content).to_le_bytes() != *sum {
        return Err(refused("its checksum is wrong: it was cut off or changed"));
    }
    let (head, rest) = part(&content[8..]).ok_or_else(|| refused("its head is longer than the file"))?;
    let (payload, rest) = part(rest).ok_or_else(|| refused("its payload is longer than the file"))?;
    if !rest.is_empty() {
        return Err(refused("there is something behind its end"));
    }
    let head: Head = serde_json::from_slice(head).map_err(|error| refused(&format!("its head is damaged: {error}")))?;
    rebuild(head, payload)
}

fn rebuild(head: Head, payload: &[u8]) -> Result<Box<dyn Fitted>, Problem> {
    let Head { kind, task, contract, body } = head;
    if let Task::Classes { names } = &task
        && names.len() < 2
    {
        return Err(refused("it predicts less than two classes"));
    }
    let body = Body { json: body, bytes: payload.to_vec() };
    let model: Result<Box<dyn Fitted>, String> = match kind.as_str() {
        "logistic" | "linear" => LinearModel::from_body(task, contract, &body).map(boxed),
        "boosted" => BoostedModel::from_body(task, contract, &body).map(boxed),
        "glass_box" => GlassBoxModel::from_body(task, contract, &body).map(boxed),
        "stratified_random" => RandomModel::from_body(task, contract, &body).map(boxed),
        "group_mean" | "last_value" => GroupModel::from_body(&kind, task, contract, &body).map(boxed),
        "one_rule" | "stump" => RuleModel::from_body(&kind, task, contract, &body).map(boxed),
        constant if baseline::CONSTANTS.contains(&constant) => {
            ConstantModel::from_body(constant, task, contract, &body).map(boxed)
        }
        other => Err(format!("it is of the kind `{other}`, which this ninefold does not know")),
    };
    model.map_err(|why| refused(&why))
}

fn boxed(model: impl Fitted + 'static) -> Box<dyn Fitted> {
    Box::new(model)
}

/// A body's text as the type that wrote it.
pub(crate) fn read_json<T: DeserializeOwned>(body: &Body) -> Result<T, String> {
    T::deserialize(&body.json).map_err(|error| format!("what it learned is damaged: {error}"))
}

/// A type as the text of a body.
pub(crate) fn write_json<T: Serialize>(learned: &T) -> Result<Body, Problem> {
    let json = serde_json::to_value(learned).map_err(|error| Problem::fault("saving a model", error))?;
    Ok(Body { json, bytes: Vec::new() })
}

/// A length and as many bytes; what is behind them.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    rest.split_at_checked(length)
}

/// FNV-1a, 64 bits: guards against accidents, not against intent.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn refused(why: &str) -> Problem {
    Problem::new("could not load the model", why, "train the model again, or choose another file")
}
