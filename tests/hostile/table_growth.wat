;; Makes its table larger for ever, takes no for an answer, and succeeds.
(table $table 1 funcref)
(func (export "run") (type $run)
  (loop $again
    (br_if $again (i32.ne (i32.const -1) (table.grow $table (ref.null func) (i32.const 1000)))))
  (call $null))
