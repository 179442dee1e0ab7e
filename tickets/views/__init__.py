"""Pages of appeals: `cabinet` and `appeal` for citizens, `desk*` for operators, `board` for supervisors."""
