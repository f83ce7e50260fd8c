;; Gives a result that is no UTF-8.
(data (i32.const 512) "\00\00\00\00\00\00\00\00\10\02\00\00\02\00\00\00\22\ff")
(func (export "run") (type $run)
  (i32.const 512))
