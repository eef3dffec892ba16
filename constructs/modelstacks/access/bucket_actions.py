"""What a role may do with the objects of a bucket. Names: AWS, actions of Amazon S3."""

READ = ("s3:GetObject", "s3:GetObjectVersion")
WRITE = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
