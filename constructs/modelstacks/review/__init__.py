"""Reads the plan JSON of any Terraform or OpenTofu and tells what it means; never builds anything.

document.read_document   a file, refused early when it is none
secrets.masker_of        every secret of some documents, to be hidden by value
review.review_documents  documents to a `Review`: plans, judged
render                   a review as Markdown, HTML, text and JSON
planner.Planner          runs Terraform to a plan
"""
