;; Has a table of four thousand million elements from the start.
(table 4000000000 funcref)
