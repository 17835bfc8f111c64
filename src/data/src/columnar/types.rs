//! Polars types as the words of the house.

use ninefold_base::schema::{ColumnType, TypeKind};
use polars::prelude::{DataType, TimeUnit};

/// Family and storage text of a type.
pub fn column_type(dtype: &DataType) -> ColumnType {
    ColumnType { kind: kind(dtype), storage: storage(dtype) }
}

pub fn kind(dtype: &DataType) -> TypeKind {
    match dtype {
        DataType::Boolean => TypeKind::Boolean,
        dtype if dtype.is_integer() => TypeKind::Integer,
        dtype if dtype.is_float() => TypeKind::Float,
        DataType::Decimal(..) => TypeKind::Decimal,
        DataType::String => TypeKind::Text,
        DataType::Categorical(..) | DataType::Enum(..) => TypeKind::Category,
        DataType::Date => TypeKind::Date,
        DataType::Datetime(..) => TypeKind::Datetime,
        DataType::Time => TypeKind::Time,
        DataType::Duration(_) => TypeKind::Duration,
        DataType::Binary | DataType::BinaryOffset => TypeKind::Binary,
        DataType::List(_) | DataType::Array(..) => TypeKind::List,
        DataType::Struct(_) => TypeKind::Struct,
        DataType::Null => TypeKind::Nothing,
        // Types that the features of this build cannot produce, or a later polars adds: shown as polars prints them.
        _ => TypeKind::Text,
    }
}

fn storage(dtype: &DataType) -> String {
    match dtype {
        DataType::Boolean => "bool".into(),
        DataType::UInt8 => "u8".into(),
        DataType::UInt16 => "u16".into(),
        DataType::UInt32 => "u32".into(),
        DataType::UInt64 => "u64".into(),
        DataType::UInt128 => "u128".into(),
        DataType::Int8 => "i8".into(),
        DataType::Int16 => "i16".into(),
        DataType::Int32 => "i32".into(),
        DataType::Int64 => "i64".into(),
        DataType::Int128 => "i128".into(),
        DataType::Float16 => "f16".into(),
        DataType::Float32 => "f32".into(),
        DataType::Float64 => "f64".into(),
        DataType::Decimal(precision, scale) => format!("decimal({precision}, {scale})"),
        DataType::String => "text".into(),
        DataType::Categorical(..) => "category".into(),
        DataType::Enum(..) => "enum".into(),
        DataType::Date => "date".into(),
        DataType::Datetime(unit, None) => format!("datetime[{}]", unit_text(*unit)),
        DataType::Datetime(unit, Some(zone)) => format!("datetime[{}, {zone}]", unit_text(*unit)),
        DataType::Duration(unit) => format!("duration[{}]", unit_text(*unit)),
        DataType::Time => "time[ns]".into(),
        DataType::Binary | DataType::BinaryOffset => "binary".into(),
        DataType::List(inner) => format!("list[{}]", storage(inner)),
        DataType::Array(inner, width) => format!("array[{}, {width}]", storage(inner)),
        DataType::Struct(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{}: {}", field.name(), storage(field.dtype()))).collect();
            format!("struct{{{}}}", fields.join(", "))
        }
        DataType::Null => "null".into(),
        other => other.to_string(),
    }
}

fn unit_text(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Nanoseconds => "ns",
        TimeUnit::Microseconds => "μs",
        TimeUnit::Milliseconds => "ms",
    }
}
