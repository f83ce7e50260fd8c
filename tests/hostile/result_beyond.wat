;; Gives a result of four gigabytes, which begins in its memory and does not end there.
(data (i32.const 512) "\00\00\00\00\00\00\00\00\00\02\00\00\ff\ff\ff\ff")
(func (export "run") (type $run)
  (i32.const 512))
