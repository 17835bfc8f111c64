//! Estimators: baselines, logistic and linear regression, boosted trees. Matrices in, fitted models out.
//!
//! This room knows no tables, no files and no screen; it prints nothing.
