//! Workload, history, killer: shows that what was acknowledged survives. Tests only.
